import type { VerifyProblem, VerifyProblemKind } from "../api/verify-events.js";
import { blobKey } from "../engine/blob-keys.js";
import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import { type Examined, examinePicture, isPictureError } from "../indexing/examine-picture.js";
import { readOriginal } from "../indexing/read-original.js";
import { removeImages } from "../indexing/remove-images.js";
import { thumbnailMimeType } from "../pictures/thumbnail.js";
import type { ImageRecord } from "../stores/image-record.js";

/**
 * Makes one flawed picture whole from its bytes, in the write order. Without the bytes,
 * three things can happen: a picture that searches still find stays as it is (`lost`),
 * one without a vector is hidden, and one that was never finished is removed. The
 * caller holds the picture's lease.
 */
export async function restorePicture(
  engine: Engine,
  record: ImageRecord,
  kinds: readonly VerifyProblemKind[],
  lease: HeldLease,
  signal: AbortSignal | undefined,
): Promise<VerifyProblem["outcome"]> {
  const { owner } = lease;
  if (record.status === "deleting") {
    await removeImages(engine, [record], lease);
    return "removed";
  }
  const bytes = await readOriginal(engine, record, signal);
  const examined = bytes && (await examine(engine, bytes, signal));
  if (!bytes || !examined) return giveUp(engine, record, kinds, lease);
  const { vector, thumbnail, tags, ...facts } = examined;
  const own = record.tags.filter(({ origin }) => origin !== "model");
  // The same bytes have the same tags. Those of the row are right until new ones are known.
  const allTags = tags ? [...own, ...tags] : record.tags;
  // An indexed picture stays indexed: a kill must not make it look as if it never was.
  const status = record.status === "indexed" ? "indexed" : "pending";
  const row: ImageRecord = { ...record, ...facts, tags: allTags, status };
  const { metadata, blobs, vectors } = engine;
  if (!tags && own.length === record.tags.length) await engine.tagging?.mark([row]);
  await metadata.put([row], { owner });
  await blobs.put(blobKey("thumbnails", row.contentHash), thumbnail, {
    contentType: thumbnailMimeType,
  });
  if (row.original === "copy") {
    await blobs.put(blobKey("originals", row.contentHash), bytes, {
      contentType: row.mimeType,
      ifAbsent: !kinds.includes("original_damaged"),
    });
  }
  await vectors.upsert([{ id: row.id, vector }]);
  await metadata.setStatus([row.id], "indexed", { owner });
  return "mended";
}

/** Null for bytes that are no picture any more: limits may be lower now. */
async function examine(
  engine: Engine,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Examined | null> {
  try {
    return await examinePicture(engine, bytes, signal);
  } catch (error) {
    if (isPictureError(error)) return null;
    throw error;
  }
}

async function giveUp(
  engine: Engine,
  record: ImageRecord,
  kinds: readonly VerifyProblemKind[],
  lease: HeldLease,
): Promise<VerifyProblem["outcome"]> {
  if (kinds.includes("unfinished")) {
    await removeImages(engine, [record], lease);
    return "removed";
  }
  if (!kinds.includes("vector_missing")) return "lost";
  const failure = "Its vector was lost, and its original is nowhere. Index the picture again.";
  await engine.metadata.put([{ ...record, status: "failed", failure }], { owner: lease.owner });
  return "hidden";
}
