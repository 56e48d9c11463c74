import { blobKey } from "../../engine/blob-keys.js";
import type { Engine } from "../../engine/engine.js";
import { isRevimgError } from "../../lib/errors.js";
import type { QueryPicture } from "../../pictures/read-picture.js";
import { type Frame, frameOfThumbnail, isOfOneColour } from "../../pictures/signature/frame.js";
import type { ImageRecord } from "../../stores/image-record.js";

/** What is known of a query picture beside its vector, to tell the tier of a match. Plain data: it is cached. */
export interface QueryEvidence {
  /** SHA-256 of its bytes; null for a part of a picture. */
  contentHash: string | null;
  /** As in `ImageRecord`. */
  pixelHash: string | null;
  fingerprint: string | null;
  /** Pixels, upright. */
  width: number;
  height: number;
  /** Null where nothing is left of the picture to look at. */
  frame: Frame | null;
  /** Whether the frame is null only because the blob store did not answer. */
  isPartial: boolean;
}

/**
 * Milliseconds that a search waits for thumbnails. Without them it still answers, but
 * calls copies `similar`.
 */
const patienceMs = 2_000;

export function evidenceOf(
  { pixelHash, fingerprint, width, height, frame }: Omit<QueryPicture, "square">,
  contentHash: string | null,
): QueryEvidence {
  return { contentHash, pixelHash, fingerprint, width, height, frame, isPartial: false };
}

/** Of an indexed picture, by its row and its thumbnail. */
export async function evidenceOfIndexed(
  engine: Engine,
  record: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<QueryEvidence> {
  const { contentHash, fingerprint, width, height } = record;
  const frames = await storedFrames(engine, [record], signal);
  const [frame] = frames ?? [null];
  const isPartial = frames === null;
  // Earlier versions hashed pictures that show nothing, too: all of one size were equal.
  const pixelHash = frame && isOfOneColour(frame) ? null : record.pixelHash;
  return { contentHash, pixelHash, fingerprint, width, height, frame: frame!, isPartial };
}

/**
 * The frames of indexed pictures, in their order. Null in place of the list when the
 * blob store fails or takes too long: a search finds pictures without it.
 */
export async function storedFrames(
  engine: Engine,
  records: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<(Frame | null)[] | null> {
  const patience = AbortSignal.timeout(patienceMs);
  const either = AbortSignal.any(signal ? [signal, patience] : [patience]);
  try {
    return await Promise.all(records.map((record) => storedFrame(engine, record, either)));
  } catch (error) {
    signal?.throwIfAborted();
    if (patience.aborted || isRevimgError(error, "store_failed")) return null;
    throw error;
  }
}

/** Null where the thumbnail is missing or damaged, which `verify` mends. */
async function storedFrame(
  { blobs }: Engine,
  { contentHash }: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<Frame | null> {
  const thumbnail = await blobs.get(blobKey("thumbnails", contentHash), { signal });
  if (!thumbnail) return null;
  const bytes = new Uint8Array(await new Response(thumbnail.stream).arrayBuffer());
  return frameOfThumbnail(bytes).catch(() => null);
}
