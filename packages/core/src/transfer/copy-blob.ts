import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { BlobStore } from "../stores/blob-store.js";
import { withRetry } from "../stores/retry.js";
import type { TransferSource } from "./transfer-source.js";

/** Smaller blobs are read whole: their write can be retried by itself. */
const wholeBytes = 8 * 1024 * 1024;

export interface BlobToCopy {
  key: string;
  contentType: string;
  /** SHA-256 that the bytes must have, 64 hex digits; null when unknown. */
  hash: string | null;
}

/** `hash`: SHA-256 of the stored bytes. */
export type CopiedBlob =
  | { outcome: "copied"; bytes: number; hash: string }
  | { outcome: "missing" | "damaged" };

/** Copies one blob. Bytes that do not fit their hash are not stored. */
export async function copyBlob(
  source: Pick<TransferSource, "blob">,
  target: BlobStore,
  { key, contentType, hash }: BlobToCopy,
  signal: AbortSignal | undefined,
): Promise<CopiedBlob> {
  const copy = async (): Promise<CopiedBlob> => {
    const stored = await source.blob(key, signal);
    if (!stored) return { outcome: "missing" };
    const { stream, stat } = stored;
    const options = { contentType: stat.contentType ?? contentType, signal };
    if (stat.size <= wholeBytes) {
      const bytes = await buffer(stream);
      signal?.throwIfAborted();
      const found = createHash("sha256").update(bytes).digest("hex");
      if (hash !== null && found !== hash) return { outcome: "damaged" };
      await target.put(key, bytes, options);
      return { outcome: "copied", bytes: bytes.length, hash: found };
    }
    const check = checked(hash);
    try {
      await target.put(key, stream.pipeThrough(check.through, { signal }), options);
    } catch (error) {
      if (check.isDamaged()) return { outcome: "damaged" };
      throw error;
    }
    return { outcome: "copied", bytes: stat.size, hash: check.hash() };
  };
  try {
    return await withRetry(copy, signal);
  } catch (error) {
    // An aborted stream fails with an error of its own.
    signal?.throwIfAborted();
    throw error;
  }
}

/** Lets bytes through, and fails at their end when their hash is another. */
function checked(hash: string | null) {
  const digest = createHash("sha256");
  let found = "";
  const isDamaged = () => hash !== null && found !== "" && found !== hash;
  const through = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      digest.update(chunk);
      controller.enqueue(chunk);
    },
    flush(controller) {
      found = digest.digest("hex");
      if (isDamaged()) controller.error(new Error("The bytes have another hash."));
    },
  });
  return { through, isDamaged, hash: () => found };
}
