import type { ImageRecord, ImageSource, ImageStatus, Tag } from "../image-record.js";

type Row = Record<string, unknown>;

/** A row of `images`; its signature, sources and tags are still to be added. */
export function toRecord(row: Row): ImageRecord {
  return {
    id: String(row.id),
    filename: String(row.filename),
    originalUrl: textOrNull(row.original_url),
    sourceDomain: textOrNull(row.source_domain),
    fileSize: Number(row.file_size),
    width: Number(row.width),
    height: Number(row.height),
    mimeType: String(row.mime_type),
    contentHash: String(row.content_hash),
    fingerprint: textOrNull(row.fingerprint),
    pixelHash: textOrNull(row.pixel_hash),
    signature: null,
    title: textOrNull(row.title),
    attributes: JSON.parse(String(row.attributes)),
    original: row.original as ImageRecord["original"],
    status: row.status as ImageStatus,
    failure: textOrNull(row.failure),
    createdAt: Number(row.created_at),
    indexedAt: row.indexed_at === null ? null : Number(row.indexed_at),
    sources: [],
    tags: [],
  };
}

export function toSource(row: Row): ImageSource {
  const source: ImageSource = {};
  if (row.url !== null) source.url = String(row.url);
  if (row.page_url !== null) source.pageUrl = String(row.page_url);
  if (row.domain !== null) source.domain = String(row.domain);
  if (row.path !== null) source.path = String(row.path);
  if (row.size !== null) source.size = Number(row.size);
  if (row.mtime !== null) source.mtimeMs = Number(row.mtime);
  if (row.ctime !== null) source.ctimeMs = Number(row.ctime);
  if (row.title !== null) source.title = String(row.title);
  if (row.author !== null) source.author = String(row.author);
  if (row.license !== null) source.license = String(row.license);
  if (row.tags !== null) source.tags = JSON.parse(String(row.tags));
  return source;
}

export function toSignature(row: Row): string {
  return Buffer.from(row.signature as Uint8Array).toString("base64");
}

export function toTag(row: Row): Tag {
  return {
    tag: String(row.tag),
    confidence: Number(row.confidence),
    origin: row.origin as Tag["origin"],
  };
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
