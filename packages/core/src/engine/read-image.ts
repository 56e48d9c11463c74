import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import type { ImageContent, ReadImageOptions } from "../api/revimg.js";
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

/** The bytes of an indexed picture: the kept copy, or the file it was indexed from. */
export async function readImage(
  engine: Engine,
  record: ImageRecord,
  { variant = "original", range, signal }: ReadImageOptions,
): Promise<ImageContent> {
  const kind = variant === "thumbnail" ? "thumbnails" : "originals";
  const blob = await engine.blobs.get(blobKey(kind, record.contentHash), {
    ...(range && { range }),
    signal,
  });
  const etag = `${record.contentHash}-${variant}`;
  if (blob) {
    const mimeType = variant === "thumbnail" ? thumbnailMimeType : record.mimeType;
    return { stream: blob.stream, size: blob.stat.size, mimeType, etag };
  }
  const stream = variant === "original" ? await openUnchanged(record, { range, signal }) : null;
  if (!stream) throw missing(record, variant);
  return { stream, size: record.fileSize, mimeType: record.mimeType, etag };
}

/**
 * Whether a picture's file is still as it was indexed. Another file in its place would
 * be a wrong answer.
 */
export async function hasUnchangedFile({ sources }: ImageRecord): Promise<boolean> {
  for (const source of sources) if (await isUnchanged(source)) return true;
  return false;
}

async function openUnchanged(
  record: ImageRecord,
  options: Pick<ReadImageOptions, "range" | "signal">,
): Promise<ReadableStream<Uint8Array> | null> {
  for (const source of record.sources) {
    // The file is checked before it is opened: opening a pipe in its place would start
    // the pipe's writer.
    if (!(await isUnchanged(source)) || !(await hasContent(record, source))) continue;
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
