import {
  type CallOptions,
  type Page,
  type PageRequest,
  RevimgError,
  type VectorHit,
  type VectorQuery,
  type VectorRecord,
  type VectorStore,
} from "@revimg/core";
import { Connections } from "../postgres/connections.js";
import { schemaName } from "../postgres/schema-name.js";
import type { Row, Session } from "../postgres/session.js";
import { fromBinary, toBinary, toBinaryArray } from "./binary-vectors.js";
import { prepareDatabase } from "./extension.js";
import type { CheckedPgvectorOptions } from "./options.js";
import { checkDimension, dropSpace, openSpace } from "./spaces.js";
import { type Statements, statementsOf } from "./statements.js";

/**
 * The most that pgvector allows for `hnsw.ef_search`. A query that needs more goes on
 * in the index from there.
 */
const mostCandidates = 1_000;

/** Extra rows in each query, as entries of less precision come in another order near the end. */
const spareHalves = 20;

/** A `VectorStore` in a PostgreSQL database; see that interface for what each method promises. */
export class PgvectorStore implements VectorStore {
  readonly name = "pgvector";
  readonly location?: string;
  readonly capabilities = {
    consistency: "strong",
    filter: "ids",
    // Adding a vector to the index takes milliseconds, so a batch stays far below the time
    // limit.
    maxBatch: 200,
    maxTopK: 10_000,
  } as const;
  readonly #options: CheckedPgvectorOptions;
  readonly #connections: Connections;
  /**
   * No collection's schema has this name. Their names have a letter or a digit after
   * the prefix.
   */
  readonly #schema: string;
  #opened: { space: string; oid: number; statements: Statements } | undefined;

  constructor(options: CheckedPgvectorOptions) {
    this.#options = options;
    this.#connections = new Connections(options);
    this.#schema = `${options.schemaPrefix}_vectors`;
    if (options.location !== null) this.location = options.location;
  }

  async open({
    space,
    dimension,
    signal,
  }: { space: string; dimension: number } & CallOptions): Promise<void> {
    this.#connections.check();
    checkDimension(dimension, this.#options);
    const { schema: extension, oid } = await prepareDatabase(
      this.#connections,
      this.#schema,
      signal,
    );
    const names = { schema: this.#schema, table: tableOf(space), extension, dimension };
    const statements = statementsOf(names, this.#options);
    await openSpace(this.#connections, names, statements, this.#options, signal);
    this.#opened = { space, oid, statements };
  }

  async upsert(records: readonly VectorRecord[], options?: CallOptions): Promise<void> {
    const { oid, statements } = this.#open();
    // All writers use the same order. So writers of the same rows wait, and never for each
    // other.
    const sorted = [...records].sort((a, b) => (a.id < b.id ? -1 : 1));
    const ids = sorted.map(({ id }) => id);
    const vectors = toBinaryArray(
      sorted.map(({ vector }) => vector),
      oid,
    );
    await this.#run(statements.upsert, [ids, vectors], options?.signal);
  }

  async query({ vector, topK, ids, signal }: VectorQuery & CallOptions): Promise<VectorHit[]> {
    const { statements } = this.#open();
    const values = [toBinary(vector), topK];
    const rows = await (ids
      ? // Their number decides how the rows are best found.
        this.#runOnce(statements.nearestOfIds, [...values, [...ids]], signal)
      : this.#options.index === "none"
        ? this.#runOnce(statements.nearestOfAll, values, signal)
        : this.#connections.transact(
            signal,
            (session) => this.#nearestByIndex(session, statements, values, topK),
            "read only",
          ));
    return rows.map(({ id, score }) => ({ id: String(id), score: Number(score) }));
  }

  async fetch(ids: readonly string[], options?: CallOptions): Promise<(Float32Array | null)[]> {
    const { statements } = this.#open();
    const rows = await this.#run(statements.fetch, [[...ids]], options?.signal);
    const vectors = new Map(rows.map(({ id, bytes }) => [String(id), fromBinary(String(bytes))]));
    return ids.map((id) => vectors.get(id) ?? null);
  }

  async delete(ids: readonly string[], options?: CallOptions): Promise<void> {
    const { statements } = this.#open();
    await this.#run(statements.delete, [[...ids].sort()], options?.signal);
  }

  async scan({ after, pageSize, signal }: PageRequest & CallOptions): Promise<Page> {
    const { statements } = this.#open();
    const rows = await (after === null
      ? this.#run(statements.scan, [pageSize + 1], signal)
      : this.#run(statements.scanAfter, [pageSize + 1, after], signal));
    const ids = rows.slice(0, pageSize).map(({ id }) => String(id));
    return { ids, next: rows.length > pageSize ? (ids.at(-1) ?? null) : null };
  }

  async stats(options?: CallOptions): Promise<{ count: number }> {
    const [row] = await this.#run(this.#open().statements.count, [], options?.signal);
    return { count: Number(row?.count) };
  }

  async drop(space: string, options?: CallOptions): Promise<void> {
    const { space: opened } = this.#open();
    const names = { schema: this.#schema, table: tableOf(space) };
    await dropSpace(this.#connections, names, options?.signal);
    if (space === opened) this.#opened = undefined;
  }

  clone(): VectorStore {
    return new PgvectorStore(this.#options);
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * If fewer records come than core asked for, core takes them as all there are. But
   * the index may end earlier, when many rows were replaced and not yet vacuumed.
   * Then every vector is compared.
   */
  async #nearestByIndex(
    session: Session,
    statements: Statements,
    values: unknown[],
    topK: number,
  ): Promise<Row[]> {
    const { efSearch, type } = this.#options;
    const wanted = type === "halfvec" ? topK + spareHalves : topK;
    const candidates = Math.min(mostCandidates, Math.max(efSearch, wanted));
    // pgvector's own limit, or more if that is not enough.
    const mostTuples = Math.max(20_000, 3 * wanted);
    await session.run(statements.tune, [String(candidates), String(mostTuples)]);
    const rows = await session.runOnce(statements.nearestByIndex, [...values, wanted]);
    return rows.length < topK ? session.runOnce(statements.nearestOfAll, values) : rows;
  }

  #run(text: string, values: unknown[], signal: AbortSignal | undefined): Promise<Row[]> {
    return this.#connections.use(signal, (session) => session.run(text, values));
  }

  #runOnce(text: string, values: unknown[], signal: AbortSignal | undefined): Promise<Row[]> {
    return this.#connections.use(signal, (session) => session.runOnce(text, values));
  }

  #open(): { space: string; oid: number; statements: Statements } {
    if (this.#opened) return this.#opened;
    this.#connections.check();
    throw new RevimgError(
      "invalid_input",
      "The pgvector store has no space open. Call open({ space, dimension }) first.",
      { adapter: "pgvector" },
    );
  }
}

/**
 * The name of a space's table: the space's name, or its beginning and a digest if it
 * is too long.
 */
function tableOf(space: string): string {
  return schemaName("", space);
}
