import { RevimgError } from "../../lib/errors.js";
import type { StoreFilter } from "../filter.js";
import type { ImageRecord, ImageStatus } from "../image-record.js";
import type {
  ListSort,
  MetadataListPage,
  MetadataListRequest,
  MetadataPageRequest,
  TagCount,
  TopTagsRequest,
} from "../metadata-store.js";
import type { SourcePlace } from "../same-source.js";
import type { Page } from "../vector-store.js";
import { CountChange } from "./count-change.js";
import type { Database } from "./database.js";
import type { JoinedBytes } from "./joined-bytes.js";
import {
  allOf,
  filterConditions,
  idsByDomain,
  idsByFolder,
  type SqlPart,
} from "./metadata-filter.js";
import { putRecords, removeSource } from "./metadata-puts.js";
import {
  type FoundTexts,
  type RecordTexts,
  readRecordTexts,
  readSignatures,
} from "./metadata-rows.js";
import { TagIndex } from "./tag-index.js";

/** With more candidates than these, walking all pictures reaches the end of a page sooner. */
const mostCandidates = 20_000;

/** Each has an index. */
const sortColumns: Record<ListSort, string> = {
  date: "images.created_at",
  name: "images.filename",
  size: "images.file_size",
};

/** The synchronous half of the embedded `MetadataStore`; see that interface for what each method promises. */
export class MetadataTables {
  readonly #database: Database;
  readonly #tagIndex: TagIndex;
  readonly #tellRevision: (revision: number) => void;

  /** @param tellRevision is told the revision, of now and after each commit that makes a new one */
  constructor(database: Database, tellRevision: (revision: number) => void = () => {}) {
    this.#database = database;
    this.#tagIndex = new TagIndex(database);
    this.#tellRevision = tellRevision;
    tellRevision(this.revision());
  }

  /** The first name that a file is opened with is its own until it is dropped. */
  openCollection(name: string): void {
    this.#database.run("update collection set name = ? where name is null", [name]);
    const found = this.#database.get("select name from collection")?.name;
    if (found === name) return;
    throw new RevimgError(
      "invalid_config",
      `The folder holds the collection "${found}". An embedded index holds only one. Open it under that name, or keep "${name}" in a folder of its own.`,
      { adapter: "sqlite", details: { found, expected: name } },
    );
  }

  getMeta(key: string): string | null {
    const row = this.#database.get("select value from meta where key = ?", [key]);
    return row ? String(row.value) : null;
  }

  setMeta(key: string, value: string, expected?: string | null): boolean {
    return this.#database.transaction(() => {
      if (expected !== undefined && this.getMeta(key) !== expected) return false;
      this.#database.run(
        "insert into meta values (?, ?) on conflict (key) do update set value = excluded.value",
        [key, value],
      );
      return true;
    });
  }

  revision(): number {
    return Number(this.#database.get("select revision from collection")?.revision);
  }

  put(records: readonly ImageRecord[]): void {
    this.#change(() => putRecords(this.#database, this.#tagIndex, records, this.revision()));
  }

  get(ids: readonly string[], withSignatures: boolean): RecordTexts {
    return readRecordTexts(this.#database, ids, withSignatures);
  }

  signatures(ids: readonly string[]): JoinedBytes {
    return readSignatures(this.#database, ids);
  }

  findByHash(hashes: readonly string[]): FoundTexts {
    return this.#find("select content_hash as key, id from images where content_hash in", hashes);
  }

  findByPath(paths: readonly string[]): FoundTexts {
    return this.#find("select path as key, image_id as id from image_sources where path in", paths);
  }

  findByUrl(urls: readonly string[]): FoundTexts {
    return this.#find(
      "select url as key, image_id as id from image_sources where path is null and url in",
      urls,
    );
  }

  removeSource(id: string, source: SourcePlace): number {
    return this.#change(() => {
      removeSource(this.#database, id, source);
      const row = this.#database.get(
        "select count(*) as count from image_sources where image_id = ?",
        [id],
      );
      return Number(row?.count);
    });
  }

  setStatus(ids: readonly string[], status: ImageStatus): void {
    this.#change(() => {
      const counts = new CountChange(this.#database);
      counts.putInStatus(status, counts.takeOutStatuses(ids).size);
      counts.save();
      this.#database.run(
        `update images set status = ?, indexed_at = iif(? = 'indexed', ?, indexed_at)
         where id in (select value from json_each(?))`,
        [status, status, Date.now(), JSON.stringify(ids)],
      );
    });
  }

  delete(ids: readonly string[]): void {
    this.#change(() => {
      const list = JSON.stringify(ids);
      const counts = new CountChange(this.#database);
      counts.takeOutStatuses(ids);
      counts.takeOutTags(ids);
      counts.save();
      this.#tagIndex.remove(ids);
      this.#database.run(
        "delete from image_tags where image_id in (select value from json_each(?))",
        [list],
      );
      this.#database.run("delete from images where id in (select value from json_each(?))", [list]);
    });
  }

  scan({ after, pageSize, status, filter }: MetadataPageRequest): Page {
    const few = filter && this.#candidates(filter);
    const id = few ? "few.image_id" : "images.id";
    const where = allOf([
      ...(after === null ? [] : [{ sql: `${id} > ?`, values: [after] }]),
      ...(status === undefined ? [] : [hasStatus(status)]),
      ...(filter === undefined ? [] : filterConditions(filter)),
    ]);
    // A cross join is walked in the order in which it is written.
    const join = few && `(${few.sql}) as few cross join images on images.id = few.image_id`;
    const rows = this.#database.allOnce(
      `select ${id} as id from ${join ?? "images"} where ${where.sql} order by ${id} limit ?`,
      [...(few?.values ?? []), ...where.values, pageSize + 1],
    );
    const ids = rows.slice(0, pageSize).map((row) => String(row.id));
    return { ids, next: rows.length > pageSize ? ids.at(-1)! : null };
  }

  /** Walks the index of the sort, from the place on; few pictures that match are sorted instead. */
  list(request: MetadataListRequest): MetadataListPage {
    const { sort, descending, after, pageSize, status, filter } = request;
    const few = filter && this.#candidates(filter);
    const column = sortColumns[sort];
    const [than, direction] = descending ? ["<", "desc"] : [">", "asc"];
    const place = `(${column}, images.id) ${than} (?, ?)`;
    const where = allOf([
      ...(after === null ? [] : [{ sql: place, values: [after.value, after.id] }]),
      ...(status === undefined ? [] : [hasStatus(status)]),
      ...(filter === undefined ? [] : filterConditions(filter)),
    ]);
    const join = few && `(${few.sql}) as few cross join images on images.id = few.image_id`;
    const rows = this.#database.allOnce(
      `select images.id as id, ${column} as value from ${join ?? "images"} where ${where.sql}
       order by ${column} ${direction}, images.id ${direction} limit ?`,
      [...(few?.values ?? []), ...where.values, pageSize + 1],
    );
    const places = rows.slice(0, pageSize).map(({ id, value }) => ({
      value: sort === "name" ? String(value) : Number(value),
      id: String(id),
    }));
    return {
      ids: places.map(({ id }) => id),
      next: rows.length > pageSize ? places.at(-1)! : null,
    };
  }

  tagCounts(tags: readonly string[]): Map<string, number> {
    const counts = new Map(tags.map((tag) => [tag, 0]));
    for (const row of this.#database.all(
      "select tag, count from tag_counts where tag in (select value from json_each(?))",
      [JSON.stringify(tags)],
    )) {
      counts.set(String(row.tag), Number(row.count));
    }
    return counts;
  }

  topTags({ prefix, limit }: TopTagsRequest): TagCount[] {
    const rows = this.#database.all(
      `select tag, count from tag_counts
       where tag >= ?1 and substr(tag, 1, length(?1)) = ?1 and count > 0
       order by count desc, tag limit ?2`,
      [prefix, limit],
    );
    return rows.map(({ tag, count }) => ({ tag: String(tag), count: Number(count) }));
  }

  /** The file, its format and the revision stay; the vectors are another store's. */
  drop(): void {
    this.#change(() => {
      this.#tagIndex.removeAll();
      this.#database.exec(`
        delete from image_tags; delete from image_sources; delete from images; delete from meta;
        delete from tag_counts; update status_counts set count = 0;
        update collection set name = null;
      `);
    });
  }

  stats(): Record<ImageStatus, number> {
    const rows = this.#database.all("select status, count from status_counts");
    return Object.fromEntries(rows.map((row) => [String(row.status), Number(row.count)])) as Record<
      ImageStatus,
      number
    >;
  }

  /** The smallest set that an index yields and that holds every match, or null when it is large. */
  #candidates({ tags, domains, folders }: StoreFilter): SqlPart | null {
    let fewest = mostCandidates + 1;
    let rarest: string | null = null;
    for (const [tag, count] of this.tagCounts(tags)) {
      if (count < fewest) [fewest, rarest] = [count, tag];
    }
    if (domains.length > 0) {
      const all = idsByDomain(domains);
      const counted = this.#database.get(
        `select count(*) as count from (
           select 1 from image_sources where domain in (select value from json_each(?))
           union all select 1 from images where source_domain in (select value from json_each(?))
           limit ?)`,
        [...all.values, fewest],
      );
      if (Number(counted?.count) < fewest) return all;
    }
    if (folders.length > 0) {
      const all = idsByFolder(folders);
      const counted = this.#database.get(
        `select count(*) as count from (${all.sql.replace(" order by 1", "")} limit ?)`,
        [...all.values, fewest],
      );
      if (Number(counted?.count) < fewest) return all;
    }
    return rarest === null ? null : this.#tagIndex.find(rarest);
  }

  /** One commit, one step of the revision. */
  #change<T>(work: () => T): T {
    const result = this.#database.transaction(() => {
      const result = work();
      this.#database.run("update collection set revision = revision + 1");
      return result;
    });
    this.#tellRevision(this.revision());
    return result;
  }

  #find(select: string, keys: readonly string[]): FoundTexts {
    const rows = this.#database.all(`${select} (select value from json_each(?)) order by id`, [
      JSON.stringify(keys),
    ]);
    const ids = [...new Set(rows.map(({ id }) => String(id)))];
    const places = new Map(ids.map((id, at) => [id, at]));
    const found = rows.map(({ key, id }): [string, number] => [
      String(key),
      places.get(String(id))!,
    ]);
    return { found, count: ids.length, texts: this.get(ids, true) };
  }
}

/** SQLite uses the partial index of unfinished pictures only for a condition that names its own. */
function hasStatus(status: ImageStatus): SqlPart {
  const unfinished = status === "indexed" ? "" : " and images.status <> 'indexed'";
  return { sql: `images.status = ?${unfinished}`, values: [status] };
}
