import { createHash } from "node:crypto";
import type { VerifyProblemKind } from "../api/verify-events.js";
import { blobKey } from "../engine/blob-keys.js";
import type { Engine } from "../engine/engine.js";
import { readStream } from "../files/read-stream.js";
import type { ImageRecord } from "../stores/image-record.js";

/**
 * Which of a picture's stored bytes are not as they were written. What is missing is no
 * damage. Originals go through a hash and are never in memory whole. Rejects as the
 * stores do.
 */
export async function findDamage(
  engine: Engine,
  record: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<VerifyProblemKind[]> {
  const kinds: VerifyProblemKind[] = [];
  if (await isThumbnailDamaged(engine, record, signal)) kinds.push("thumbnail_damaged");
  if (record.original === "copy" && (await isOriginalDamaged(engine, record, signal))) {
    kinds.push("original_damaged");
  }
  return kinds;
}

/** A thumbnail has no hash of its own; it is damaged when it can't be read as a picture. */
async function isThumbnailDamaged(
  { blobs, pictures, decoding: { limits } }: Engine,
  { contentHash }: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const blob = await blobs.get(blobKey("thumbnails", contentHash), { signal });
  if (!blob) return false;
  const bytes = await readStream(blob.stream, { limits, signal });
  return bytes.length === 0 || (await pictures.readThumbnail(bytes, signal)) === null;
}

async function isOriginalDamaged(
  { blobs }: Engine,
  { contentHash }: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const blob = await blobs.get(blobKey("originals", contentHash), { signal });
  if (!blob) return false;
  const hash = createHash("sha256");
  for await (const chunk of blob.stream) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex") !== contentHash;
}
