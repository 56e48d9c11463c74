import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import type { ImageContent, ImageStat, ImageUrlOptions, ReadImageOptions } from "../api/revimg.js";
import { systemPath } from "../files/file-path.js";
import { readFileWithin } from "../files/plain-file.js";
import { unreadable } from "../files/unreadable.js";
import { isRevimgError, RevimgError } from "../lib/errors.js";
import { contentHash } from "../lib/identity.js";
import { thumbnailMimeType } from "../pictures/thumbnail.js";
import { openFileStream } from "../stores/fs/file-stream.js";
import type { ImageRecord, ImageSource } from "../stores/image-record.js";
import { blobKey } from "./blob-keys.js";
import type { Engine } from "./engine.js";

type Variant = NonNullable<ReadImageOptions["variant"]>;

/** The bytes of an indexed picture: the kept copy, or the file it was indexed from. */
export async function readImage(
  engine: Engine,
  record: ImageRecord,
  { variant = "original", range, signal }: ReadImageOptions,
): Promise<ImageContent> {
  const blob = await engine.blobs.get(keyOf(record, variant), { ...(range && { range }), signal });
  if (blob) return { stream: blob.stream, ...factsOf(record, variant, blob.stat.size) };
  const stream = variant === "original" ? await openUnchanged(record, { range, signal }) : null;
  if (!stream) throw missing(record, variant);
  return { stream, ...factsOf(record, variant, record.fileSize) };
}

/** What `readImage` tells of the bytes, without opening them. */
export async function statImage(
  engine: Engine,
  record: ImageRecord,
  { variant = "original", signal }: Pick<ReadImageOptions, "variant" | "signal">,
): Promise<ImageStat> {
  const blob = await engine.blobs.stat(keyOf(record, variant), { signal });
  if (blob) return factsOf(record, variant, blob.size);
  if (variant === "original") {
    for await (const _ of unchangedSources(record)) {
      return factsOf(record, variant, record.fileSize);
    }
  }
  throw missing(record, variant);
}

/** See `Revimg.imageUrl`. Originals that were not copied have no blob. */
export async function imageUrl(
  { blobs }: Engine,
  record: ImageRecord,
  { variant = "original", expiresInSeconds = 3_600, signal }: ImageUrlOptions,
): Promise<string | null> {
  const key = keyOf(record, variant);
  if (!blobs.url || (await blobs.stat(key, { signal })) === null) return null;
  return blobs.url(key, { expiresInSeconds, signal });
}

function keyOf(record: ImageRecord, variant: Variant): string {
  return blobKey(variant === "thumbnail" ? "thumbnails" : "originals", record.contentHash);
}

function factsOf(record: ImageRecord, variant: Variant, size: number): ImageStat {
  const mimeType = variant === "thumbnail" ? thumbnailMimeType : record.mimeType;
  return { size, mimeType, etag: `${record.contentHash}-${variant}` };
}

/**
 * Whether a picture's file is still as it was indexed. Another file in its place would
 * be a wrong answer.
 */
export async function hasUnchangedFile({ sources }: ImageRecord): Promise<boolean> {
  for (const source of sources) if (await isUnchanged(source)) return true;
  return false;
}

/** The file that a picture was indexed from, as a stream; null where no file still has its bytes. */
export async function openUnchanged(
  record: ImageRecord,
  options: Pick<ReadImageOptions, "range" | "signal">,
): Promise<ReadableStream<Uint8Array> | null> {
  for await (const source of unchangedSources(record)) {
    const path = source.path!;
    const opened = openFileStream(systemPath(path), {
      ...options,
      accept: (stats) => stats.isFile() && isAsIndexed(source, stats),
      explain: (cause) => (cause ? unreadable(path, cause) : missing(record, "original")),
    });
    const file = await opened.catch((error: unknown) => {
      if (isRevimgError(error)) return null;
      throw error;
    });
    if (file) return file.stream;
  }
  return null;
}

/**
 * Those whose file is still as it was indexed. A file is looked at before it is opened:
 * opening a pipe in its place would start the pipe's writer.
 */
async function* unchangedSources(record: ImageRecord): AsyncGenerator<ImageSource> {
  for (const source of record.sources) {
    if ((await isUnchanged(source)) && (await hasContent(record, source))) yield source;
  }
}

async function isUnchanged(source: ImageSource): Promise<boolean> {
  if (source.path === undefined) return false;
  const stats = await stat(systemPath(source.path)).catch(() => null);
  return stats !== null && isAsIndexed(source, stats);
}

/**
 * Files of equal size and date may have exchanged their names. A file whose name or
 * rights changed since it was indexed is therefore read.
 */
async function hasContent({ contentHash: hash }: ImageRecord, source: ImageSource) {
  const { path, size = 0, ctimeMs } = source;
  const stats = await stat(systemPath(path!)).catch(() => null);
  if (stats?.ctimeMs === ctimeMs) return true;
  const bytes = await readFileWithin(path!, { limits: { maxBytes: size } }).catch(() => null);
  return bytes !== null && contentHash(bytes) === hash;
}

function isAsIndexed({ size, mtimeMs }: ImageSource, stats: Stats): boolean {
  return stats.size === size && stats.mtimeMs === mtimeMs;
}

function missing(record: ImageRecord, variant: string): RevimgError {
  const reason =
    variant === "thumbnail"
      ? "Its thumbnail is gone from the store"
      : record.sources.some(({ path }) => path)
        ? "Its file was changed or moved since it was indexed, or can't be read"
        : "Its original was not kept";
  return new RevimgError(
    "not_found",
    `There are no bytes of ${record.filename}. ${reason}; index it again.`,
    {
      details: { id: record.id },
    },
  );
}
