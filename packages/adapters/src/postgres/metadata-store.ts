import {
  type CallOptions,
  type GetOptions,
  type ImageRecord,
  type ImageStatus,
  type LeaseOptions,
  type MetadataListPage,
  type MetadataListRequest,
  type MetadataPageRequest,
  type MetadataStore,
  type Page,
  RevimgError,
  type SourcePlace,
  type TagCount,
  type TopTagsRequest,
  type WriteOptions,
} from "@revimg/core";
import { Connections } from "./connections.js";
import { addFilter, Conditions } from "./filter-sql.js";
import { StoreLeases, stepAsOwner } from "./leases.js";
import { listStatement, toPlace } from "./list.js";
import { dropSchema, migrate } from "./migrations.js";
import type { CheckedOptions } from "./options.js";
import { putRecords, toPutLists } from "./put.js";
import { sourceKey, toRecord } from "./rows.js";
import { schemaName } from "./schema-name.js";
import type { Row, Session } from "./session.js";
import { type Statements, statementsOf } from "./statements.js";

/** A `MetadataStore` in a PostgreSQL database; see that interface for what each method promises. */
export class PostgresMetadataStore implements MetadataStore {
  readonly name = "postgres";
  readonly location?: string;
  readonly capabilities;
  readonly #connections: Connections;
  readonly #leases: StoreLeases;
  readonly #schemaPrefix: string;
  #opened: { schema: string; statements: Statements } | undefined;

  constructor(options: CheckedOptions) {
    this.#connections = new Connections(options);
    this.#leases = new StoreLeases(this.#connections);
    this.#schemaPrefix = options.schemaPrefix;
    this.capabilities = { filter: true, maxBatch: 1_000, leaseMs: options.leaseMs };
    if (options.location !== null) this.location = options.location;
  }

  async open({ collection, signal }: { collection: string } & CallOptions): Promise<void> {
    const schema = schemaName(this.#schemaPrefix, collection);
    await migrate(this.#connections, schema, signal);
    this.#opened = { schema, statements: statementsOf(schema) };
  }

  async getMeta(key: string, options?: CallOptions): Promise<string | null> {
    const [row] = await this.#read(options, "getMeta", [key]);
    return row ? String(row.value) : null;
  }

  async setMeta(
    key: string,
    value: string,
    options?: CallOptions & { expected?: string | null },
  ): Promise<boolean> {
    const expected = options?.expected;
    if (expected === undefined) {
      await this.#read(options, "setMeta", [key, value]);
      return true;
    }
    const rows =
      expected === null
        ? await this.#read(options, "addMeta", [key, value])
        : await this.#read(options, "replaceMeta", [key, value, expected]);
    return rows.length > 0;
  }

  async revision(options?: CallOptions): Promise<number> {
    const [row] = await this.#read(options, "revision", []);
    return Number(row?.revision);
  }

  async put(records: readonly ImageRecord[], options?: WriteOptions): Promise<void> {
    const ids = records.map(({ id }) => id);
    const lists = toPutLists(records);
    await this.#write(ids, options, (session, { put }) => putRecords(session, put, lists));
  }

  async get(ids: readonly string[], options?: GetOptions): Promise<(ImageRecord | null)[]> {
    const statement = options?.signatures === false ? "getBare" : "get";
    return firsts(await this.#find(options, statement, ids));
  }

  async signatures(ids: readonly string[], options?: CallOptions): Promise<(Uint8Array | null)[]> {
    const wanted = [...ids];
    const found = new Map<string, Uint8Array>();
    for (const row of await this.#read(options, "signatures", [wanted])) {
      found.set(String(row.key), Buffer.from(String(row.signature), "base64"));
    }
    return wanted.map((id) => found.get(id) ?? null);
  }

  async findByHash(
    hashes: readonly string[],
    options?: CallOptions,
  ): Promise<(ImageRecord | null)[]> {
    return firsts(await this.#find(options, "findByHash", hashes));
  }

  async findByPath(paths: readonly string[], options?: CallOptions): Promise<ImageRecord[][]> {
    return this.#find(
      options,
      "findByPath",
      paths.map((path) => sourceKey({ path })),
    );
  }

  async findByUrl(urls: readonly string[], options?: CallOptions): Promise<ImageRecord[][]> {
    return this.#find(
      options,
      "findByUrl",
      urls.map((url) => sourceKey({ url })),
    );
  }

  async removeSource(id: string, source: SourcePlace, options?: WriteOptions): Promise<number> {
    return this.#write([id], options, async (session, statements) => {
      await session.run(statements.removeSource, [id, sourceKey(source)]);
      const [row] = await session.run(statements.countSources, [id]);
      return Number(row?.count);
    });
  }

  async setStatus(
    ids: readonly string[],
    status: ImageStatus,
    options?: WriteOptions,
  ): Promise<void> {
    const wanted = [...ids];
    await this.#write(wanted, options, (session, { setStatus }) =>
      session.run(setStatus, [wanted, status]),
    );
  }

  async delete(ids: readonly string[], options?: WriteOptions): Promise<void> {
    const unwanted = [...ids];
    await this.#write(unwanted, options, async (session, statements) => {
      for (const statement of statements.delete) await session.run(statement, [unwanted]);
    });
  }

  async lease(ids: readonly string[], options: LeaseOptions): Promise<boolean[]> {
    return this.#leases.lease(this.#open().statements.leases, ids, options);
  }

  async renew(ids: readonly string[], options: LeaseOptions): Promise<boolean[]> {
    return this.#leases.renew(this.#open().statements.leases, ids, options);
  }

  async release(ids: readonly string[], options: { owner: string } & CallOptions): Promise<void> {
    await this.#leases.release(this.#open().statements.leases, ids, options);
  }

  async scan({
    after,
    pageSize,
    status,
    filter,
    signal,
  }: MetadataPageRequest & CallOptions): Promise<Page> {
    const { statements } = this.#open();
    const where = new Conditions();
    // The statuses are in the text of the statement, so that the index of unfinished rows can
    // be used.
    if (status !== undefined) where.add(statements.hasStatus[status]);
    if (after !== null) where.add("i.id > ?", after);
    if (filter) addFilter(where, statements.schema, filter);
    const text = statements.scan(where.toString(), where.values.length + 1);
    const values = [...where.values, pageSize + 1];
    // With a filter, the values decide which index is best.
    const rows = await this.#connections.use(signal, (session) =>
      filter ? session.runOnce(text, values) : session.run(text, values),
    );
    const ids = rows.slice(0, pageSize).map(({ id }) => String(id));
    return { ids, next: rows.length > pageSize ? (ids.at(-1) ?? null) : null };
  }

  async list(request: MetadataListRequest & CallOptions): Promise<MetadataListPage> {
    const { sort, pageSize, filter, signal } = request;
    const { statements } = this.#open();
    const { text, values } = listStatement(statements, request);
    const rows = await this.#connections.use(signal, (session) =>
      filter ? session.runOnce(text, values) : session.run(text, values),
    );
    const places = rows.slice(0, pageSize).map((row) => toPlace(sort, row));
    return {
      ids: places.map(({ id }) => id),
      next: rows.length > pageSize ? (places.at(-1) ?? null) : null,
    };
  }

  async tagCounts(tags: readonly string[], options?: CallOptions): Promise<Map<string, number>> {
    const counts = new Map(tags.map((tag) => [tag, 0]));
    for (const row of await this.#read(options, "tagCounts", [[...tags]])) {
      counts.set(String(row.tag), Number(row.count));
    }
    return counts;
  }

  async topTags({ prefix, limit, ...options }: TopTagsRequest & CallOptions): Promise<TagCount[]> {
    const rows = await this.#read(options, "topTags", [prefix, limit]);
    return rows.map(({ tag, count }) => ({ tag: String(tag), count: Number(count) }));
  }

  async stats(
    options?: CallOptions,
  ): Promise<{ count: Record<ImageStatus, number>; bytes: number | null }> {
    const count = { pending: 0, indexed: 0, failed: 0, deleting: 0 };
    const rows = await this.#read(options, "stats", [this.#open().schema]);
    for (const row of rows) count[row.status as ImageStatus] = Number(row.count);
    return { count, bytes: Number(rows[0]?.bytes) };
  }

  async drop(options?: CallOptions): Promise<void> {
    await dropSchema(this.#connections, this.#open().schema, options?.signal);
    this.#opened = undefined;
  }

  close(): Promise<void> {
    const opened = this.#opened;
    return this.#connections.close(() =>
      opened ? this.#leases.releasingAll(opened.statements.leases) : null,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(): { schema: string; statements: Statements } {
    if (this.#opened) return this.#opened;
    this.#connections.check();
    throw new RevimgError(
      "invalid_input",
      "The postgres store has no collection open. Call open({ collection }) first.",
      { adapter: "postgres" },
    );
  }

  async #read(
    options: CallOptions | undefined,
    name: keyof Statements["reads"],
    values: unknown[],
  ): Promise<Row[]> {
    const { reads } = this.#open().statements;
    return this.#connections.use(options?.signal, (session) => session.run(reads[name], values));
  }

  /** The records of each key, in the order of `keys`. */
  async #find(
    options: CallOptions | undefined,
    name: "get" | "getBare" | "findByHash" | "findByPath" | "findByUrl",
    keys: readonly string[],
  ): Promise<ImageRecord[][]> {
    const wanted = [...keys];
    const found = new Map(wanted.map((key) => [key, [] as ImageRecord[]]));
    for (const row of await this.#read(options, name, [wanted])) {
      found.get(String(row.key))?.push(toRecord(row));
    }
    return wanted.map((key) => found.get(key) ?? []);
  }

  /**
   * One transaction with one step of the revision. The row of the revision is also
   * the writers' lock.
   */
  async #write<T>(
    ids: readonly string[],
    options: WriteOptions | undefined,
    work: (session: Session, statements: Statements) => Promise<T>,
  ): Promise<T> {
    const { statements } = this.#open();
    return this.#connections.transact(options?.signal, async (session) => {
      if (options?.owner === undefined) await session.run(statements.step);
      else await stepAsOwner(session, statements.leases, ids, options.owner);
      return work(session, statements);
    });
  }
}

/** For keys that lead to at most one picture. */
function firsts(found: readonly ImageRecord[][]): (ImageRecord | null)[] {
  return found.map(([record]) => record ?? null);
}
