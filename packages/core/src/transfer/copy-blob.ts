import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { BlobStore } from "../stores/blob-store.js";
import { withRetry } from "../stores/retry.js";
import type { TransferSource } from "./transfer-source.js";

/** Smaller ones are read whole: such a write can be tried again by itself. */
const wholeBytes = 8 * 1024 * 1024;

export interface BlobToCopy {
  key: string;
  contentType: string;
  /** SHA-256 that the bytes must have, 64 hex digits; null where none is known. */
  hash: string | null;
}

export type CopiedBlob = { outcome: "copied"; bytes: number } | { outcome: "missing" | "damaged" };

/** Copies one blob. What has other bytes than its hash says is not stored. */
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
      if (hash !== null && sha256(bytes) !== hash) return { outcome: "damaged" };
      await target.put(key, bytes, options);
      return { outcome: "copied", bytes: bytes.length };
    }
    const check = checked(hash);
    try {
      await target.put(key, stream.pipeThrough(check.through, { signal }), options);
    } catch (error) {
      if (check.isDamaged()) return { outcome: "damaged" };
      throw error;
    }
    return { outcome: "copied", bytes: stat.size };
  };
  return withRetry(copy, signal);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Lets bytes through, and fails at their end when they have another hash. */
function checked(hash: string | null) {
  const digest = createHash("sha256");
  let damaged = false;
  const through = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      digest.update(chunk);
      controller.enqueue(chunk);
    },
    flush(controller) {
      damaged = hash !== null && digest.digest("hex") !== hash;
      if (damaged) controller.error(new Error("The bytes have another hash."));
    },
  });
  return { through, isDamaged: () => damaged };
}
