import type { ImageRecord, ImageSource, Tag } from "../image-record.js";
import type { SourcePlace } from "../same-source.js";
import { CountChange } from "./count-change.js";
import type { Database } from "./database.js";
import type { TagIndex } from "./tag-index.js";

/** Tags written by one statement; more gain nothing. */
const tagsAtOnce = 8;

/** Adds or merges records as `MetadataStore.put` promises; the caller begins and commits the revision. */
export function putRecords(
  database: Database,
  tagIndex: TagIndex,
  records: readonly ImageRecord[],
  revision: number,
): void {
  const ids = records.map(({ id }) => id);
  const counts = new CountChange(database);
  const known = counts.takeOutStatuses(ids);
  if (known.size > 0) {
    counts.takeOutTags(ids);
    tagIndex.remove(ids);
    database.run("delete from image_tags where image_id in (select value from json_each(?))", [
      JSON.stringify(ids),
    ]);
  }
  for (const record of records) {
    putRow(database, record);
    putSignature(database, record, known.has(record.id));
    counts.putInStatus(record.status, 1);
    for (let start = 0; start < record.tags.length; start += tagsAtOnce) {
      addTags(database, record.id, record.tags.slice(start, start + tagsAtOnce), revision);
    }
    counts.putInTags(record.tags);
    record.sources.forEach((source, i) => {
      if (i > 0 || known.has(record.id)) removeSource(database, record.id, source);
      addSource(database, record.id, source);
    });
  }
  counts.save();
  tagIndex.add(records.filter(({ tags }) => tags.length > 0).map(({ id }) => id));
}

function putRow(database: Database, record: ImageRecord): void {
  database.run(
    `insert into images (
       id, filename, original_url, source_domain, file_size, dimensions, created_at, indexed_at,
       width, height, mime_type, content_hash, fingerprint, title, attributes, original, status,
       failure, pixel_hash
     ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set
       filename = excluded.filename, original_url = excluded.original_url,
       source_domain = excluded.source_domain, file_size = excluded.file_size,
       dimensions = excluded.dimensions, created_at = excluded.created_at,
       indexed_at = excluded.indexed_at, width = excluded.width, height = excluded.height,
       mime_type = excluded.mime_type, content_hash = excluded.content_hash,
       fingerprint = excluded.fingerprint, title = excluded.title,
       attributes = excluded.attributes, original = excluded.original,
       status = excluded.status, failure = excluded.failure, pixel_hash = excluded.pixel_hash`,
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
      record.original,
      record.status,
      record.failure,
      record.pixelHash,
    ],
  );
}

function putSignature(database: Database, { id, signature }: ImageRecord, isKnown: boolean): void {
  if (signature !== null) {
    database.run(
      `insert into image_signatures (image_id, signature) values (?, ?)
       on conflict (image_id) do update set signature = excluded.signature`,
      [id, Buffer.from(signature, "base64")],
    );
  } else if (isKnown) {
    database.run("delete from image_signatures where image_id = ?", [id]);
  }
}

function addTags(database: Database, id: string, tags: readonly Tag[], revision: number): void {
  const rows = tags.map(() => "(?, ?, ?, ?, ?)").join(", ");
  database.run(
    `insert into image_tags values ${rows}
     on conflict do update set confidence = max(confidence, excluded.confidence)`,
    tags.flatMap(({ tag, confidence, origin }) => [id, tag, confidence, origin, revision]),
  );
}

/** Takes a source away from a picture that may have it. */
export function removeSource(
  database: Database,
  id: string,
  { path, url, pageUrl }: SourcePlace,
): void {
  // By the path's index: a picture may have thousands of sources, a path few pictures.
  const [place, value] =
    path !== undefined
      ? ["+image_id = ? and path = ?", path]
      : url !== undefined
        ? ["image_id = ? and path is null and url is ?", url]
        : ["image_id = ? and path is null and url is null and page_url is ?", pageUrl ?? null];
  database.run(`delete from image_sources where ${place}`, [id, value]);
}

/** Adds a source after those that are there: its number is the highest. */
function addSource(database: Database, id: string, source: ImageSource): void {
  database.run(
    `insert into image_sources
       (image_id, path, url, page_url, domain, size, mtime, ctime, etag, last_modified,
        title, author, license, tags)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      source.path ?? null,
      source.url ?? null,
      source.pageUrl ?? null,
      source.domain ?? null,
      source.size ?? null,
      source.mtimeMs ?? null,
      source.ctimeMs ?? null,
      source.etag ?? null,
      source.lastModified ?? null,
      source.title ?? null,
      source.author ?? null,
      source.license ?? null,
      source.tags ? JSON.stringify(source.tags) : null,
    ],
  );
}
