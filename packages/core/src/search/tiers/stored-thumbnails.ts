import { blobKey } from "../../engine/blob-keys.js";
import type { Engine } from "../../engine/engine.js";
import { isRevimgError } from "../../lib/errors.js";

/**
 * Milliseconds that a search waits for thumbnails. Without them it still answers, but
 * calls copies `similar`.
 */
const patienceMs = 2_000;

/** Thumbnails read at once. */
const parallelReads = 4;

/**
 * The thumbnails of pictures, by their content hashes, in their order; null for one that
 * is missing, which `verify` mends. Null in place of the list when the blob store fails
 * or takes too long: a search finds pictures without it. Rejects with the signal's reason.
 */
export async function storedThumbnails(
  { blobs }: Pick<Engine, "blobs">,
  contentHashes: readonly string[],
  signal: AbortSignal | undefined,
): Promise<(Uint8Array | null)[] | null> {
  const patience = AbortSignal.timeout(patienceMs);
  const either = AbortSignal.any(signal ? [signal, patience] : [patience]);
  const read = async (contentHash: string) => {
    const blob = await blobs.get(blobKey("thumbnails", contentHash), { signal: either });
    return blob && new Uint8Array(await new Response(blob.stream).arrayBuffer());
  };
  const thumbnails: (Uint8Array | null)[] = [];
  try {
    for (let start = 0; start < contentHashes.length; start += parallelReads) {
      const part = contentHashes.slice(start, start + parallelReads);
      thumbnails.push(...(await Promise.all(part.map(read))));
    }
    return thumbnails;
  } catch (error) {
    signal?.throwIfAborted();
    if (patience.aborted || isRevimgError(error, "store_failed")) return null;
    throw error;
  }
}
