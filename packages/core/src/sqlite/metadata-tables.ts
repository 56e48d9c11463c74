import type { ImageRecord, ImageSource, ImageStatus, Tag } from "../types.js";
import type { Database } from "./database.js";
import { toRecord, toSource, toTag } from "./metadata-rows.js";

/** The synchronous half of the embedded `MetadataStore`; see that interface for what each method promises. */
export class MetadataTables {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  getMeta(key: string): string | null {
    const row = this.#database.get("select value from meta where key = ?", [key]);
    return row ? String(row.value) : null;
  }

  setMeta(key: string, value: string, expected?: string | null): boolean {
    return this.#database.transaction(() => {
      if (expected !== undefined && this.getMeta(key) !== expected) return false;
      this.#setMeta(key, value);
      return true;
    });
  }

  revision(): number {
    return Number(this.getMeta("revision") ?? 0);
  }

  put(records: readonly ImageRecord[]): void {
    this.#change(() => {
      for (const record of records) {
        this.#putRow(record);
        this.#putTags(record.id, record.tags);
        for (const source of record.sources) this.#putSource(record.id, source);
      }
    });
  }

  get(ids: readonly string[]): (ImageRecord | null)[] {
    const list = JSON.stringify(ids);
    const among = "in (select value from json_each(?))";
    const rows = this.#database.all(`select * from images where id ${among}`, [list]);
    if (rows.length === 0) return ids.map(() => null);
    const records = new Map(rows.map((row) => [String(row.id), toRecord(row)]));
    for (const row of this.#database.all(
      `select * from image_sources where image_id ${among} order by number`,
      [list],
    )) {
      records.get(String(row.image_id))?.sources.push(toSource(row));
    }
    for (const row of this.#database.all(
      `select * from image_tags where image_id ${among} order by confidence desc, tag`,
      [list],
    )) {
      records.get(String(row.image_id))?.tags.push(toTag(row));
    }
    return ids.map((id) => records.get(id) ?? null);
  }

  findByHash(hashes: readonly string[]): (ImageRecord | null)[] {
    return this.#find("select content_hash as key, id from images where content_hash", hashes);
  }

  findByPath(paths: readonly string[]): (ImageRecord | null)[] {
    return this.#find("select path as key, image_id as id from image_sources where path", paths);
  }

  removeSource(id: string, source: Pick<ImageSource, "path" | "url">): number {
    return this.#change(() => {
      this.#database.run(
        "delete from image_sources where image_id = ? and path is ? and url is ?",
        [id, source.path ?? null, source.url ?? null],
      );
      const row = this.#database.get(
        "select count(*) as count from image_sources where image_id = ?",
        [id],
      );
      return Number(row?.count);
    });
  }

  setStatus(ids: readonly string[], status: ImageStatus): void {
    this.#change(() => {
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
      // Tags go first, by themselves, so that their trigger counts them down.
      this.#database.run(
        "delete from image_tags where image_id in (select value from json_each(?))",
        [list],
      );
      this.#database.run("delete from images where id in (select value from json_each(?))", [list]);
    });
  }

  scan(after: string | null, pageSize: number, status?: ImageStatus): string[] {
    const start = after ?? "";
    if (status === undefined) {
      return this.#ids("id > ? order by id limit ?", [start, pageSize]);
    }
    // SQLite uses the partial index only for a condition that names its own.
    const unfinished = status === "indexed" ? "" : "and status <> 'indexed'";
    return this.#ids(`status = ? ${unfinished} and id > ? order by id limit ?`, [
      status,
      start,
      pageSize,
    ]);
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

  stats(): Record<ImageStatus, number> {
    const rows = this.#database.all("select status, count from status_counts");
    return Object.fromEntries(rows.map((row) => [String(row.status), Number(row.count)])) as Record<
      ImageStatus,
      number
    >;
  }

  #ids(where: string, values: (string | number)[]): string[] {
    const rows = this.#database.all(`select id from images where ${where}`, values);
    return rows.map((row) => String(row.id));
  }

  /** One commit, one step of the revision. */
  #change<T>(work: () => T): T {
    return this.#database.transaction(() => {
      const result = work();
      this.#setMeta("revision", String(this.revision() + 1));
      return result;
    });
  }

  #setMeta(key: string, value: string): void {
    this.#database.run(
      "insert into meta values (?, ?) on conflict (key) do update set value = excluded.value",
      [key, value],
    );
  }

  #find(select: string, keys: readonly string[]): (ImageRecord | null)[] {
    const rows = this.#database.all(`${select} in (select value from json_each(?))`, [
      JSON.stringify(keys),
    ]);
    const ids = new Map(rows.map((row) => [String(row.key), String(row.id)]));
    const found = [...new Set(ids.values())];
    const records = new Map(this.get(found).map((record, i) => [found[i], record]));
    return keys.map((key) => records.get(ids.get(key)) ?? null);
  }

  #putRow(record: ImageRecord): void {
    this.#database.run(
      `insert into images (
         id, filename, original_url, source_domain, file_size, dimensions, created_at, indexed_at,
         width, height, mime_type, content_hash, fingerprint, title, attributes, status, failure
       ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set
         filename = excluded.filename, original_url = excluded.original_url,
         source_domain = excluded.source_domain, file_size = excluded.file_size,
         dimensions = excluded.dimensions, created_at = excluded.created_at,
         indexed_at = excluded.indexed_at, width = excluded.width, height = excluded.height,
         mime_type = excluded.mime_type, content_hash = excluded.content_hash,
         fingerprint = excluded.fingerprint, title = excluded.title,
         attributes = excluded.attributes, status = excluded.status, failure = excluded.failure`,
      [
        record.id,
        record.filename,
        record.originalUrl,
        record.sourceDomain,
        record.fileSize,
        `${record.width}x${record.height}`,
        record.createdAt,
        record.indexedAt,
        record.width,
        record.height,
        record.mimeType,
        record.contentHash,
        record.fingerprint,
        record.title,
        JSON.stringify(record.attributes),
        record.status,
        record.failure,
      ],
    );
  }

  #putTags(id: string, tags: readonly Tag[]): void {
    this.#database.run("delete from image_tags where image_id = ?", [id]);
    for (const { tag, confidence, origin } of tags) {
      this.#database.run(
        `insert into image_tags values (?, ?, ?, ?)
         on conflict do update set confidence = max(confidence, excluded.confidence)`,
        [id, tag, confidence, origin],
      );
    }
  }

  #putSource(id: string, source: ImageSource): void {
    const path = source.path ?? null;
    const url = source.url ?? null;
    // A path shows one picture at a time, and a known source is refreshed in place.
    this.#database.run("delete from image_sources where path = ? and image_id <> ?", [path, id]);
    const values = [
      source.pageUrl ?? null,
      source.domain ?? null,
      source.size ?? null,
      source.mtimeMs ?? null,
      source.title ?? null,
      source.author ?? null,
      source.license ?? null,
    ];
    const known = this.#database.get(
      "select number from image_sources where image_id = ? and path is ? and (url is ? or path is not null)",
      [id, path, url],
    );
    if (known) {
      this.#database.run(
        `update image_sources set url = ?, page_url = ?, domain = ?, size = ?, mtime = ?,
           title = ?, author = ?, license = ? where number = ?`,
        [url, ...values, Number(known.number)],
      );
    } else {
      this.#database.run(
        `insert into image_sources
           (image_id, path, url, page_url, domain, size, mtime, title, author, license)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [id, path, url, ...values],
      );
    }
  }
}
