import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { ImageContent, ReadImageOptions } from "./api.js";
import { blobKey, type Engine } from "./engine.js";
import { RevimgError } from "./errors.js";
import { thumbnailMimeType } from "./image/thumbnail.js";
import type { ImageRecord } from "./types.js";

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
  const path = variant === "original" ? await unchangedFile(record) : null;
  if (path === null) throw missing(record, variant);
  // A stream that is made with an aborted signal fails before anyone listens to it.
  signal?.throwIfAborted();
  const file = createReadStream(path, { ...range, signal });
  return {
    stream: Readable.toWeb(file) as ReadableStream<Uint8Array>,
    size: record.fileSize,
    mimeType: record.mimeType,
    etag,
  };
}

/** A file of the picture that is still as it was indexed: another file in its place would be a wrong answer. */
export async function unchangedFile({ sources }: ImageRecord): Promise<string | null> {
  for (const { path, size, mtimeMs } of sources) {
    if (path === undefined) continue;
    const stats = await stat(path).catch(() => null);
    if (stats?.size === size && stats?.mtimeMs === mtimeMs) return path;
  }
  return null;
}

function missing(record: ImageRecord, variant: string): RevimgError {
  const reason =
    variant === "thumbnail"
      ? "Its thumbnail is gone from the store"
      : record.sources.some(({ path }) => path)
        ? "Its file was changed or moved since it was indexed"
        : "Its original was not kept";
  return new RevimgError(
    "not_found",
    `There are no bytes of ${record.filename}. ${reason}; index it again.`,
    {
      details: { id: record.id },
    },
  );
}
