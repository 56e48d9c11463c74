import type { MatchEdit } from "../../api/search-result.js";
import { type Comparison, compareFrames, type Looked, type StoredLook } from "./compare-frames.js";
import type { FeatureSet } from "./features.js";
import { fitPlacement } from "./fit-placement.js";
import type { Frame } from "./frame.js";
import { matchFeatures } from "./match-features.js";
import type { Placement } from "./placement.js";

/** How an indexed picture may lie in the query's frame (in its mirror image, where `isMirrored`). */
export interface Alignment {
  placement: Placement;
  isMirrored: boolean;
  /** Features that agree with it. */
  support: number;
}

/** What was done to a picture, as far as a copy shows it. */
export interface Copy {
  edits: MatchEdit[];
  /** Share of the indexed picture's area that the query shows, in (0, 1]. */
  overlap: number;
  /** Degrees by which the query is turned, clockwise. */
  rotation: number;
}

/** Places with detail without which nothing can be told: in a clear sky any two pictures agree. */
const leastPlaces = 24;

/**
 * Shares of places from which on a picture is a copy. Nearly all copies have 0.67 and
 * more of the first, or, where something was laid over a third of them, 0.43 of the
 * second. Different pictures that reach either have few features in common.
 */
const leastSameDetail = 0.64;
const leastSameColour = 0.36;

/**
 * Features that have to agree where the places alone can't be trusted. Of 200 photos
 * written over 16 agree at least, of recoloured ones 26; of shirts on one bedspread
 * 13, of snowflakes and tilings by one hand 14.
 */
const leastInCommon = { overlaid: 15, recoloured: 18 };

/**
 * The likelier of two placements: as it is and, if that is asked too, mirrored. Null
 * when neither is likely.
 */
export function align(
  stored: FeatureSet,
  asked: FeatureSet,
  mirrored: FeatureSet | null,
): Alignment | null {
  const plain = fitPlacement(matchFeatures(stored, asked));
  const turned = mirrored && fitPlacement(matchFeatures(stored, mirrored));
  const isMirrored = (turned?.support ?? 0) > (plain?.support ?? 0);
  const fit = isMirrored ? turned : plain;
  return fit && { ...fit, isMirrored };
}

/** Looks at all places of both pictures; null when they are not the same picture. */
export function judgeCopy(stored: StoredLook, query: Looked, alignment: Alignment): Copy | null {
  const { placement, isMirrored } = alignment;
  const comparison = compareFrames(stored, query, placement, isMirrored);
  const { places, sameDetail, sameColour, overlap } = comparison;
  if (places < leastPlaces) return null;
  const isCovered = sameDetail < leastSameDetail;
  if (isCovered && sameColour < leastSameColour) return null;
  if (isCovered && alignment.support < leastInCommon.overlaid) return null;
  if (isOtherColour(comparison) && alignment.support < leastInCommon.recoloured) return null;
  const degrees = (Math.atan2(placement.b, placement.a) * 180) / Math.PI;
  const rotation = isMirrored ? -degrees : degrees;
  const edits = editsOf(comparison, { placement, isMirrored, rotation }, stored.frame, query.frame);
  return { edits, overlap, rotation };
}

/** The details are the same, brightness or colour is not. */
function isOtherColour({ sameDetail, sameColour }: Comparison): boolean {
  return sameColour < 0.5 * sameDetail;
}

function editsOf(
  comparison: Comparison,
  {
    placement,
    isMirrored,
    rotation,
  }: { placement: Placement; isMirrored: boolean; rotation: number },
  stored: Frame,
  query: Frame,
): MatchEdit[] {
  const { overlap, sameDetail, gain, bias } = comparison;
  const scale = placement.a ** 2 + placement.b ** 2;
  const filled = (scale * overlap * stored.width * stored.height) / (query.width * query.height);
  const isRecoloured = Math.abs(gain - 1) > 0.1 || Math.abs(bias) > 10 || isOtherColour(comparison);
  const told: [MatchEdit, boolean][] = [
    ["mirrored", isMirrored],
    ["cropped", overlap < 0.93],
    ["framed", filled < 0.93],
    ["rotated", Math.abs(rotation) > 1.5],
    ["recoloured", isRecoloured],
    ["overlaid", sameDetail < 0.8 && filled >= 0.93],
  ];
  return told.filter(([, isSo]) => isSo).map(([edit]) => edit);
}
