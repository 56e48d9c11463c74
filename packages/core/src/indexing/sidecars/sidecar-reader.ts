import { basename, dirname, join, relative, sep } from "node:path";
import { LRUCache } from "lru-cache";
import { toFields } from "./columns.js";
import { type FilesBeside, listFilesBeside } from "./files-beside.js";
import { findMissingPictures } from "./missing-pictures.js";
import type { NameIndex } from "./name-index.js";
import { parseJsonObject } from "./parse-json.js";
import { Problems, type Warn } from "./problems.js";
import { readPlainFile } from "./read-plain-file.js";
import { guessedLetters, maxTableRows, readTable } from "./read-table.js";
import { isTakeout, takeoutFields, takeoutFileOf } from "./takeout.js";
import { type Sidecar, toSidecar } from "./to-sidecar.js";
import { toUtf8 } from "./to-utf8.js";

/** Largest file about one picture, in bytes. */
const maxOwnBytes = 4 * 1024 * 1024;

/** Rows of tables in memory at once. A folder counts for some, so that those without a table are bounded too. */
const keptRows = 2 * maxTableRows;
const rowsPerFolder = 20;

/** Names of files beside pictures in memory at once. */
const keptNames = 1_000_000;

/** A table that was read, with where it lies. */
interface FolderTable {
  path: string;
  table: NameIndex;
}

/**
 * Reads the metadata that lies beside pictures: `photo.jpg.json` (or the file that
 * Google Takeout writes) for one, or a table `metadata.jsonl` or `metadata.csv`
 * for a folder and those below it (column `filename`, relative to the table's
 * folder). Fields: `source_url`, `page_url`, `title`, `author`, `license`, `tags`
 * (a list, or one text with commas or semicolons). The picture's own file wins
 * over a table, field by field.
 */
export class SidecarReader {
  readonly #warn: Warn;
  /** Files of which the problems were told: they may be read again. */
  readonly #told = new Set<string>();
  readonly #leaving: Promise<void>[] = [];
  readonly #tables = new LRUCache<string, FolderTable[]>({
    maxSize: keptRows,
    sizeCalculation: (tables) => tables.reduce((sum, { table }) => sum + table.size, rowsPerFolder),
    fetchMethod: (folder) => this.#readTables(folder),
    dispose: (tables, _, reason) => {
      if (reason === "evict") this.#leaving.push(this.#tellMissing(tables));
    },
  });
  readonly #files = new LRUCache<string, FilesBeside>({
    maxSize: keptNames,
    sizeCalculation: (files) => files.size + rowsPerFolder,
    fetchMethod: (folder) => listFilesBeside(folder),
  });

  /** `warn` hears of what can't be used, once a problem; its picture is indexed without it. */
  constructor(warn: Warn) {
    this.#warn = warn;
  }

  /** What is known about the picture at `path`, looking no higher than the folder `root`. */
  async read(path: string, root: string): Promise<Sidecar> {
    let sidecar: Sidecar = {};
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const name = relative(folder, path).split(sep).join("/");
      for (const { table } of (await this.#tables.fetch(folder)) ?? []) {
        const row = table.get(name);
        if (row) row.isUsed = true;
        sidecar = { ...row?.sidecar, ...sidecar };
      }
      if (folder === root || folder === dirname(folder)) break;
    }
    return { ...sidecar, ...(await this.#ownOf(path)) };
  }

  /** To be called after the last picture: tells of rows that name no file. */
  async finish(): Promise<void> {
    for (const tables of this.#tables.values()) await this.#tellMissing(tables);
    await Promise.all(this.#leaving);
  }

  /** What a file of the picture's own says. Most pictures have none: then none is opened. */
  async #ownOf(path: string): Promise<Sidecar> {
    const folder = dirname(path);
    const files = await this.#files.fetch(folder);
    const name = basename(path);
    const own = files?.mayHold(`${name}.json`) ? await this.#own(`${path}.json`) : null;
    if (own !== null) return own;
    const takeout = files && takeoutFileOf(name, files.takeout);
    return (takeout !== undefined && (await this.#own(join(folder, takeout)))) || {};
  }

  /** Null where there is no such file. */
  async #own(path: string): Promise<Sidecar | null> {
    const problems = new Problems(path);
    try {
      const file = await readPlainFile(path, maxOwnBytes);
      if (file === null) return null;
      const { bytes, guessedLine } = toUtf8(file);
      if (guessedLine !== null) problems.add("letters", guessedLetters, guessedLine);
      const object = parseJsonObject(bytes.toString());
      const fields = isTakeout(object) ? takeoutFields(object) : toFields(object);
      return toSidecar(fields, (kind, message) => problems.add(kind, message));
    } catch (error) {
      const { message } = error as Error;
      problems.add("file", `${message} The picture is indexed without what it says.`);
      return {};
    } finally {
      this.#tell(path, problems);
    }
  }

  /** The first one wins, field by field: JSON lines before CSV. */
  async #readTables(folder: string): Promise<FolderTable[]> {
    const tables: FolderTable[] = [];
    for (const name of ["metadata.jsonl", "metadata.csv"]) {
      const path = join(folder, name);
      const problems = new Problems(path);
      const table = await readTable(path, problems);
      this.#tell(path, problems);
      if (table) tables.push({ path, table });
    }
    return tables;
  }

  async #tellMissing(tables: readonly FolderTable[]): Promise<void> {
    for (const { path, table } of tables) {
      const problems = new Problems(path);
      const missing = await findMissingPictures(dirname(path), table);
      if (missing) problems.add("missing", missing.message, missing.line);
      this.#tell(`${path} missing`, problems);
    }
  }

  #tell(key: string, problems: Problems): void {
    if (problems.isEmpty || this.#told.has(key)) return;
    this.#told.add(key);
    problems.tell(this.#warn);
  }
}
