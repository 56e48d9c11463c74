import type { AffineTransform, MatchEvidence } from "@revimg/core";

/** Why a picture is the same as another, on the wire. */
export interface EvidenceFacts extends Pick<MatchEvidence, "by" | "edits"> {
  /** Share of the indexed picture's area that the query shows, in (0, 1]. */
  overlap: number;
  /** Share of the query's area that shows the indexed picture, in (0, 1]. */
  query_overlap: number;
  /** Degrees by which the query is turned clockwise. */
  rotation: number;
  /** As `MatchEvidence.transform`, to four places: less than a pixel of 5,000. */
  transform: AffineTransform;
}

export function toEvidenceFacts(evidence: MatchEvidence): EvidenceFacts {
  const { by, edits, overlap, queryOverlap, rotation, transform } = evidence;
  return {
    by,
    edits,
    overlap: roundTo(2, overlap),
    query_overlap: roundTo(2, queryOverlap),
    rotation: roundTo(1, rotation),
    transform: [rounded(transform[0]), rounded(transform[1])],
  };
}

function rounded([x, y, shift]: AffineTransform[number]): AffineTransform[number] {
  return [roundTo(4, x), roundTo(4, y), roundTo(4, shift)];
}

function roundTo(digits: number, value: number): number {
  // Adding 0 makes a 0 of a negative 0.
  return Number(value.toFixed(digits)) + 0;
}
