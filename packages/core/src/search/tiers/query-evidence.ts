import type { QueryLook, QueryPicture } from "../../pictures/read-picture.js";
import type { AskedLook } from "../../pictures/signature/find-copies.js";
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
  look: AskedLook | null;
  /** It shows nothing in particular. */
  isOfOneColour: boolean;
  /** Whether `look` is null only because the blob store did not answer. */
  isPartial: boolean;
}

export function evidenceOf(
  { pixelHash, fingerprint, width, height, look, isOfOneColour }: Omit<QueryPicture, "modelInput">,
  contentHash: string | null,
): QueryEvidence {
  const facts = { contentHash, pixelHash, fingerprint, width, height };
  return { ...facts, look, isOfOneColour, isPartial: false };
}

/** Of an indexed picture, by its row and its thumbnail; `undefined` for one that could not be read. */
export function evidenceOfIndexed(
  { contentHash, fingerprint, width, height, pixelHash }: ImageRecord,
  thumbnail: QueryLook | null | undefined,
): QueryEvidence {
  const { look = null, isOfOneColour = false } = thumbnail ?? {};
  return {
    ...{ contentHash, fingerprint, width, height, look, isOfOneColour },
    // Earlier versions hashed pictures that show nothing, too: all of one size were equal.
    pixelHash: isOfOneColour ? null : pixelHash,
    isPartial: thumbnail === undefined,
  };
}
