import { existsSync, rmSync, statfsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { BindValues, Database as SqliteDatabase, Statement } from "node-sqlite3-wasm";
import { RevimgError } from "../../lib/errors.js";
import { makeBackup, removeBackups } from "./format-backup.js";
import { type Migration, migrations } from "./migrations.js";
import { firstTables } from "./schema.js";

// As the CommonJS that it is: an import reads its names first, which takes longer than to run it.
const sqlite: typeof import("node-sqlite3-wasm") = createRequire(import.meta.url)(
  "node-sqlite3-wasm",
);

type Row = Record<string, unknown>;

/** Pages of the log at which SQLite brings it into the file: its own default. */
const pagesOfLog = 1_000;

/** With less room than this a failed write is taken for one that found none. */
const leastFreeBytes = 256 * 1024;

/**
 * An open SQLite file with cached statements and nested-free transactions.
 * Synchronous: it lives in a worker thread.
 */
export class Database {
  readonly #database: SqliteDatabase;
  readonly #directory: string;
  readonly #statements = new Map<string, Statement>();

  /** The caller must hold the index's lock: what an earlier owner left behind is cleared. */
  constructor(file: string, steps = migrations) {
    // The library's own lock is a directory that a killed process leaves behind.
    rmSync(`${file}.lock`, { recursive: true, force: true });
    this.#directory = dirname(file);
    const isNew = !existsSync(file);
    this.#database = new sqlite.Database(file);
    try {
      if (isNew) this.exec("pragma page_size = 8192");
      this.#enterExclusiveWal();
      this.exec("pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -32000");
      this.#migrate(file, steps);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * In its default rollback-journal mode this build of SQLite takes its own lock
   * for another process's and never rolls back after a kill, which corrupts the
   * file. WAL in exclusive mode needs no shared memory and recovers.
   */
  #enterExclusiveWal(): void {
    this.exec("pragma locking_mode = exclusive");
    const mode = this.get("pragma journal_mode = wal")?.journal_mode;
    if (mode !== "wal") {
      throw new RevimgError(
        "store_failed",
        `The index can't be opened safely: SQLite answered journal mode "${mode}" instead of "wal".`,
        { adapter: "sqlite" },
      );
    }
  }

  /**
   * Brings the file to the present format; one of a newer format is refused. A copy
   * of the older file is kept beside it until the migration has been committed.
   */
  #migrate(file: string, steps: readonly Migration[]): void {
    const present = 1 + steps.length;
    // 0 in a new file.
    const found = Number(this.get("pragma user_version")?.user_version);
    if (found > present) {
      throw new RevimgError(
        "index_mismatch",
        `The index was written by a newer revimg (format ${found}; this one reads ${present}). Update revimg, or index into another folder.`,
        { adapter: "sqlite", details: { found, supported: present } },
      );
    }
    if (found < present) {
      if (found > 0) this.#backUp(file, found);
      this.transaction(() => {
        if (found === 0) this.exec(firstTables);
        for (const step of steps.slice(Math.max(found - 1, 0))) step(this);
        this.exec(`pragma user_version = ${present}`);
      });
    }
    removeBackups(file, present);
  }

  #backUp(file: string, version: number): void {
    const answer = this.get("pragma wal_checkpoint(truncate)");
    if (answer?.busy !== 0) {
      throw new RevimgError(
        "store_failed",
        "The index can't be upgraded to the current format: its write-ahead log could not be emptied. Close other programs that have the file open and try again.",
        { adapter: "sqlite" },
      );
    }
    this.#translate(
      () => makeBackup(file, version),
      "The index can't be upgraded to the current format, because it could not be copied first",
    );
  }

  /**
   * Brings all that is committed into the file, and then keeps the file as it is until
   * `thaw`: new writes go to the log beside it. The file may be copied meanwhile.
   */
  freeze(): void {
    this.exec("pragma wal_autocheckpoint = 0");
    const answer = this.get("pragma wal_checkpoint(truncate)");
    if (answer?.busy === 0) return;
    this.thaw();
    throw new RevimgError(
      "store_failed",
      "The index could not be copied: its write-ahead log could not be emptied. Try again.",
      { adapter: "sqlite" },
    );
  }

  /** Lets the log be brought into the file again, as it does by itself. */
  thaw(): void {
    this.exec(`pragma wal_autocheckpoint = ${pagesOfLog}`);
  }

  exec(sql: string): void {
    this.#translate(() => this.#database.exec(sql));
  }

  run(sql: string, values: BindValues = []): void {
    this.#translate(() => this.#withStatement(sql, (statement) => statement.run(values)));
  }

  /** The first row, or null. Reads to the end: a statement left in its middle would block a commit. */
  get(sql: string, values: BindValues = []): Row | null {
    return this.all(sql, values)[0] ?? null;
  }

  all(sql: string, values: BindValues = []): Row[] {
    return this.#translate(() =>
      this.#withStatement(sql, (statement) => statement.all(values)),
    ) as Row[];
  }

  /** Like `all`, for a statement that is not worth keeping. */
  allOnce(sql: string, values: BindValues): Row[] {
    return this.#translate(() => this.#database.all(sql, values)) as Row[];
  }

  transaction<T>(work: () => T): T {
    this.exec("begin immediate");
    try {
      const result = work();
      this.exec("commit");
      return result;
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec("rollback");
      throw error;
    }
  }

  close(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#database.close();
  }

  /** A statement that failed is not kept: its next use would fail for the same reason. */
  #withStatement<T>(sql: string, work: (statement: Statement) => T): T {
    const statement = this.#prepare(sql);
    try {
      return work(statement);
    } catch (error) {
      this.#statements.delete(sql);
      try {
        statement.finalize();
      } catch {
        // It tells the failure again.
      }
      throw error;
    }
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** The library tells a write that found no room as an I/O error like any other. */
  #isDiskFull(): boolean {
    const { bavail, bsize } = statfsSync(this.#directory);
    return bavail * bsize < leastFreeBytes;
  }

  #translate<T>(work: () => T, failure = "SQLite failed"): T {
    try {
      return work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (
        /disk is full|ENOSPC/i.test(message) ||
        (/disk I\/O/i.test(message) && this.#isDiskFull())
      ) {
        throw new RevimgError(
          "disk_full",
          "The disk that holds the index is full. Nothing indexed so far is lost: free some room and run the same command again.",
          { adapter: "sqlite", cause: error },
        );
      }
      throw new RevimgError("store_failed", `${failure}: ${message}`, {
        adapter: "sqlite",
        cause: error,
        retryable: false,
      });
    }
  }
}
