import type { Engine } from "../engine/engine.js";
import { readStream } from "../files/read-stream.js";
import { RevimgError } from "../lib/errors.js";
import type { Candidate } from "./candidate.js";
import { isPictureError } from "./examine-picture.js";

/**
 * The candidate with the bytes that were uploaded for it, or with the reason why there
 * are none. Others stay as they are. Rejects when the store fails.
 */
export async function readUpload(
  { blobs, decoding: { limits } }: Pick<Engine, "blobs" | "decoding">,
  candidate: Candidate,
  signal: AbortSignal | undefined,
): Promise<Candidate> {
  const { upload, error } = candidate;
  if (upload === undefined || error) return candidate;
  try {
    const stored = await blobs.get(upload, { signal });
    if (!stored) throw gone();
    const { stream, stat } = stored;
    return { ...candidate, bytes: await readStream(stream, { size: stat.size, limits, signal }) };
  } catch (error) {
    if (!isPictureError(error)) throw error;
    return { ...candidate, error };
  }
}

function gone(): RevimgError {
  return new RevimgError(
    "not_found",
    "The upload is not in the blob store any more: it was indexed before, or it waited for too long. Upload the picture again.",
  );
}
