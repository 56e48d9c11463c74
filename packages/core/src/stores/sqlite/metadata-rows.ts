import type { ImageRecord, ImageSource, ImageStatus, Tag, TagOrigin } from "../image-record.js";
import type { Database } from "./database.js";
import { type JoinedBytes, joinBytes, splitBytes } from "./joined-bytes.js";

/**
 * Rows of pictures as SQLite writes them: JSON lists of lists, of which the first
 * value is the place of the picture among the ids asked for. Texts pass from
 * thread to thread several times as fast as the objects that they describe.
 */
export interface RecordTexts {
  images: string;
  sources: string;
  tags: string;
  /** In the order of the ids; null where they were not asked for. */
  signatures: JoinedBytes | null;
}

/** What was found by a key: a hash, a path, or a URL. */
export interface FoundTexts {
  /** Which keys lead to which of the pictures; those of one key sorted by their ids. */
  found: [key: string, at: number][];
  /** Pictures in the texts. */
  count: number;
  texts: RecordTexts;
}

/** In the order of the columns below, as are the others. */
type ImageRow = [
  at: number,
  id: string,
  filename: string,
  originalUrl: string | null,
  sourceDomain: string | null,
  fileSize: number,
  width: number,
  height: number,
  mimeType: string,
  contentHash: string,
  fingerprint: string | null,
  pixelHash: string | null,
  title: string | null,
  attributes: string,
  original: ImageRecord["original"],
  status: ImageStatus,
  failure: string | null,
  createdAt: number,
  indexedAt: number | null,
];
const imageColumns = `images.id, filename, original_url, source_domain, file_size, width, height,
  mime_type, content_hash, fingerprint, pixel_hash, title, attributes, original, status, failure,
  created_at, indexed_at`;

type SourceRow = [
  at: number,
  number: number,
  url: string | null,
  pageUrl: string | null,
  domain: string | null,
  path: string | null,
  size: number | null,
  mtimeMs: number | null,
  ctimeMs: number | null,
  etag: string | null,
  lastModified: string | null,
  title: string | null,
  author: string | null,
  license: string | null,
  tags: string | null,
];
const sourceColumns = `number, url, page_url, domain, image_sources.path, size, mtime, ctime,
  etag, last_modified, title, author, license, tags`;

type TagRow = [at: number, tag: string, confidence: number, origin: TagOrigin];

/** A cross join is walked in the order in which it is written: by the ids, each found at once. */
const selectText = (columns: string, table: string, id: string) =>
  `select json_group_array(json_array(wanted.key, ${columns})) as text
   from json_each(?) as wanted cross join ${table} on ${id} = wanted.value`;

const selectImages = selectText(imageColumns, "images", "images.id");
const selectSources = selectText(sourceColumns, "image_sources", "image_id");
const selectTags = selectText("tag, confidence, origin", "image_tags", "image_id");

export function readRecordTexts(
  database: Database,
  ids: readonly string[],
  withSignatures: boolean,
): RecordTexts {
  const list = [JSON.stringify(ids)];
  const textOf = (select: string) => String(database.get(select, list)?.text);
  return {
    images: textOf(selectImages),
    sources: textOf(selectSources),
    tags: textOf(selectTags),
    signatures: withSignatures ? readSignatures(database, ids) : null,
  };
}

/** In the order of `ids`; none where there is no picture or it has none. */
export function readSignatures(database: Database, ids: readonly string[]): JoinedBytes {
  const found: (Uint8Array | null)[] = ids.map(() => null);
  const rows = database.all(
    `select wanted.key, signature
     from json_each(?) as wanted cross join image_signatures on image_id = wanted.value`,
    [JSON.stringify(ids)],
  );
  for (const { key, signature } of rows) found[Number(key)] = signature as Uint8Array;
  return joinBytes(found);
}

/** The pictures that the texts tell of; null at the places that they don't name. */
export function toRecords(
  { images, sources, tags, signatures }: RecordTexts,
  count: number,
): (ImageRecord | null)[] {
  const records: (ImageRecord | null)[] = new Array(count).fill(null);
  for (const row of JSON.parse(images) as ImageRow[]) records[row[0]] = toRecord(row);
  // By their numbers, so in the order in which they were put.
  const sourceRows = JSON.parse(sources) as SourceRow[];
  sourceRows.sort((a, b) => a[1] - b[1]);
  for (const row of sourceRows) records[row[0]]!.sources.push(toSource(row));
  for (const row of JSON.parse(tags) as TagRow[]) records[row[0]]!.tags.push(toTag(row));
  for (const record of records) if (record && record.tags.length > 1) record.tags.sort(byWeight);
  if (signatures) {
    for (const [at, bytes] of splitBytes(signatures).entries()) {
      if (bytes) records[at]!.signature = Buffer.from(bytes).toString("base64");
    }
  }
  return records;
}

/** The pictures of each key, in the order of `keys`. */
export function toFound(
  { found, count, texts }: FoundTexts,
  keys: readonly string[],
): ImageRecord[][] {
  const records = toRecords(texts, count);
  const byKey = new Map<string, ImageRecord[]>();
  for (const [key, at] of found) {
    const record = records[at];
    if (!record) continue;
    const others = byKey.get(key);
    if (others) others.push(record);
    else byKey.set(key, [record]);
  }
  return keys.map((key) => byKey.get(key) ?? []);
}

/** A row of `images`; its signature, sources and tags are still to be added. */
function toRecord(row: ImageRow): ImageRecord {
  return {
    id: row[1],
    filename: row[2],
    originalUrl: row[3],
    sourceDomain: row[4],
    fileSize: row[5],
    width: row[6],
    height: row[7],
    mimeType: row[8],
    contentHash: row[9],
    fingerprint: row[10],
    pixelHash: row[11],
    signature: null,
    title: row[12],
    attributes: JSON.parse(row[13]),
    original: row[14],
    status: row[15],
    failure: row[16],
    createdAt: row[17],
    indexedAt: row[18],
    sources: [],
    tags: [],
  };
}

function toSource(row: SourceRow): ImageSource {
  const source: ImageSource = {};
  if (row[2] !== null) source.url = row[2];
  if (row[3] !== null) source.pageUrl = row[3];
  if (row[4] !== null) source.domain = row[4];
  if (row[5] !== null) source.path = row[5];
  if (row[6] !== null) source.size = row[6];
  if (row[7] !== null) source.mtimeMs = row[7];
  if (row[8] !== null) source.ctimeMs = row[8];
  if (row[9] !== null) source.etag = row[9];
  if (row[10] !== null) source.lastModified = row[10];
  if (row[11] !== null) source.title = row[11];
  if (row[12] !== null) source.author = row[12];
  if (row[13] !== null) source.license = row[13];
  if (row[14] !== null) source.tags = JSON.parse(row[14]);
  return source;
}

function toTag([, tag, confidence, origin]: TagRow): Tag {
  return { tag, confidence, origin };
}

/** The surest first, then by the bytes of the name. */
function byWeight(a: Tag, b: Tag): number {
  if (a.confidence !== b.confidence) return b.confidence - a.confidence;
  if (a.tag !== b.tag) return Buffer.compare(Buffer.from(a.tag), Buffer.from(b.tag));
  return a.origin < b.origin ? -1 : 1;
}
