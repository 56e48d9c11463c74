import { createHash } from "node:crypto";
import type { ImageRecord, ImageSource, SourcePlace, Tag } from "@revimg/core";

/** The rows that one `put` writes. They are sent as lists in JSON. */
export interface PutRows {
  images: object[];
  tags: object[];
  sources: object[];
}

/** One source of a picture, as a row for the table. */
interface SourceRow {
  image_id: string;
  key: string;
  source: ImageSource;
}

/**
 * The rows of records. If a picture has a source or a tag more than once, the result
 * is the same as putting them one after the other.
 */
export function toRows(records: readonly ImageRecord[]): PutRows {
  const sources = new Map<string, SourceRow>();
  for (const { id, sources: own } of records) {
    for (const source of own) {
      const key = sourceKey(source);
      // The key is removed first. Otherwise a known key would keep its old place.
      sources.delete(`${id} ${key}`);
      sources.set(`${id} ${key}`, { image_id: id, key, source });
    }
  }
  return {
    images: records.map(toImageRow),
    tags: records.flatMap(({ id, tags }) => toTagRows(id, tags)),
    sources: [...sources.values()].map(toSourceRow),
  };
}

/**
 * What identifies a source: its path, else its URL, else its page, else that it has
 * none of them.
 */
export function sourceKey({ path, url, pageUrl }: SourcePlace): string {
  const [kind, value] =
    path !== undefined
      ? ["path ", path]
      : url !== undefined
        ? ["url ", url]
        : pageUrl !== undefined
          ? ["page ", pageUrl]
          : ["none", ""];
  return createHash("sha256")
    .update(kind + value)
    .digest("base64");
}

function toImageRow(record: ImageRecord): object {
  return {
    id: record.id,
    filename: record.filename,
    original_url: record.originalUrl,
    source_domain: record.sourceDomain,
    file_size: record.fileSize,
    dimensions: `${record.width}x${record.height}`,
    created_at: record.createdAt,
    indexed_at: record.indexedAt,
    width: record.width,
    height: record.height,
    mime_type: record.mimeType,
    content_hash: record.contentHash,
    fingerprint: record.fingerprint,
    pixel_hash: record.pixelHash,
    signature: record.signature,
    title: record.title,
    attributes: record.attributes,
    original: record.original,
    status: record.status,
    failure: record.failure,
  };
}

function toTagRows(id: string, tags: readonly Tag[]): object[] {
  const surest = new Map<string, Tag>();
  for (const tag of tags) {
    const key = `${tag.origin} ${tag.tag}`;
    const other = surest.get(key);
    if (!other || other.confidence < tag.confidence) surest.set(key, tag);
  }
  return [...surest.values()].map((tag) => ({ image_id: id, ...tag }));
}

function toSourceRow({ image_id, key, source }: SourceRow): object {
  const { pageUrl, mtimeMs, ctimeMs, lastModified, ...same } = source;
  return {
    ...{ image_id, key, ...same, page_url: pageUrl },
    ...{ mtime: mtimeMs, ctime: ctimeMs, last_modified: lastModified },
  };
}

/**
 * A record as `recordColumns` selects it. It is JSON, so a program's own type parsers
 * of `pg` change nothing.
 */
export function toRecord(row: Record<string, unknown>): ImageRecord {
  return JSON.parse(String(row.record));
}

/** Selects a row `i` of `images` with its sources and tags as one JSON text named `record`. */
export function recordColumns(s: string, { signature }: { signature: boolean }): string {
  const milliseconds = (column: string) =>
    `round((extract(epoch from ${column}) * 1000)::numeric, 3)`;
  return /* sql */ `json_build_object(
    'id', i.id, 'filename', i.filename, 'originalUrl', i.original_url,
    'sourceDomain', i.source_domain, 'fileSize', i.file_size, 'width', i.width,
    'height', i.height, 'mimeType', i.mime_type, 'contentHash', i.content_hash,
    'fingerprint', i.fingerprint, 'pixelHash', i.pixel_hash,
    'signature', ${signature ? "i.signature" : "null"}, 'title', i.title, 'attributes', i.attributes,
    'original', i.original, 'status', i.status, 'failure', i.failure,
    'createdAt', ${milliseconds("i.created_at")}, 'indexedAt', ${milliseconds("i.indexed_at")},
    'sources', coalesce((
      select json_agg(json_strip_nulls(json_build_object(
        'url', o.url, 'pageUrl', o.page_url, 'domain', o.domain, 'path', o.path,
        'size', o.size, 'mtimeMs', o.mtime, 'ctimeMs', o.ctime, 'etag', o.etag,
        'lastModified', o.last_modified, 'title', o.title, 'author', o.author, 'license', o.license, 'tags', o.tags
      )) order by o.number)
      from ${s}.image_sources o where o.image_id = i.id
    ), '[]'),
    'tags', coalesce((
      select json_agg(
        json_build_object('tag', t.tag, 'confidence', t.confidence, 'origin', t.origin)
        order by t.confidence desc, t.tag, t.origin
      )
      from ${s}.image_tags t where t.image_id = i.id
    ), '[]')
  )::text as record`;
}
