import { blobKey, type Engine } from "../../engine.js";
import type { DecodedImage } from "../../image/decode.js";
import { fingerprint } from "../../image/fingerprint.js";
import { type Frame, frameOf, frameOfThumbnail } from "../../signature/frame.js";
import type { ImageRecord } from "../../types.js";

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
}

export async function evidenceOf(
  image: DecodedImage,
  contentHash: string | null,
): Promise<QueryEvidence> {
  const [mark, frame] = await Promise.all([fingerprint(image), frameOf(image)]);
  const { pixelHash, width, height } = image;
  return { contentHash, pixelHash, fingerprint: mark, width, height, frame };
}

/** Of an indexed picture, by its row and its thumbnail. */
export async function evidenceOfIndexed(
  engine: Engine,
  record: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<QueryEvidence> {
  const { contentHash, pixelHash, fingerprint, width, height } = record;
  const frame = await storedFrame(engine, record, signal);
  return { contentHash, pixelHash, fingerprint, width, height, frame };
}

/** The frame of an indexed picture; null where its thumbnail is missing or damaged, which `verify` mends. */
export async function storedFrame(
  { blobs }: Engine,
  { contentHash }: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<Frame | null> {
  const thumbnail = await blobs.get(blobKey("thumbnails", contentHash), { signal });
  if (!thumbnail) return null;
  const bytes = new Uint8Array(await new Response(thumbnail.stream).arrayBuffer());
  return frameOfThumbnail(bytes).catch(() => null);
}
