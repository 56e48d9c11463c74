import { lookAt, lookAtStored, type StoredLook } from "./compare-frames.js";
import { type AskedLook, asItIs } from "./find-copies.js";
import { leastSupport } from "./fit-placement.js";
import { align, type Copy, judgeCopy, leastPlaces } from "./judge-copy.js";
import { countDetailed } from "./windows.js";

/** What two pictures are to each other; null: not the same. */
export type PairVerdict = Copy | "too_plain" | null;

/**
 * Compares two pictures, of which no index knows anything. `isAlike`: as in `Candidate`.
 * The answer is that of a search with `copy` in an index that has `original`, except
 * that more of the original's features are looked at than an index keeps.
 */
export function comparePair(original: AskedLook, copy: AskedLook, isAlike: boolean): PairVerdict {
  const stored = lookAtStored(original.frame);
  const [features] = original.features;
  const fit = align(features, ...copy.features);
  const alignment = fit ?? (isAlike ? asItIs : null);
  const told = alignment && judgeCopy(stored, lookAt(copy.frame), alignment);
  if (told) return told;
  const isPlain = isTooPlain(original, stored) || isTooPlain(copy, lookAtStored(copy.frame));
  return isPlain ? "too_plain" : null;
}

/** Fewer features or places with detail than the looks at either need. */
function isTooPlain(asked: AskedLook, { level }: StoredLook): boolean {
  return hasFewFeatures(asked) || countDetailed(level) < leastPlaces;
}

/** Whether a picture shows so little that no other could be aligned with it. */
export function hasFewFeatures({ features: [{ places }] }: AskedLook): boolean {
  return places.length / 2 < leastSupport;
}
