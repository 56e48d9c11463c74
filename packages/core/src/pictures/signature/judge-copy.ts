import type { MatchEdit, MatchEvidence } from "../../api/search-result.js";
import {
  type Comparison,
  compareFrames,
  isOtherFilling,
  type Looked,
  type StoredLook,
} from "./compare-frames.js";
import type { FeatureSet } from "./features.js";
import { fitPlacement } from "./fit-placement.js";
import type { Frame } from "./frame.js";
import { matchFeatures } from "./match-features.js";
import type { Placement } from "./placement.js";
import type { KeptPart } from "./signature.js";
import { transformOf } from "./transform.js";

/** How an indexed picture may lie in the query's frame (in its mirror image, where `isMirrored`). */
export interface Alignment {
  placement: Placement;
  isMirrored: boolean;
  /** Features that agree with it. */
  support: number;
  /** Which features of the indexed picture were matched. */
  part: KeptPart;
}

/** What was done to a picture, as far as a copy shows it. */
export type Copy = Omit<MatchEvidence, "by">;

/** Places with detail without which nothing can be told: in a clear sky any two pictures agree. */
export const leastPlaces = 24;

/**
 * Shares of places from which on a picture is a copy. Nearly all copies have 0.67 and
 * more of the first, or, where something was laid over a third of them, 0.43 of the
 * second. Different pictures that reach either have few features in common.
 */
const leastSameDetail = 0.64;
const leastSameColour = 0.36;

/**
 * Features that have to agree where the places alone can't be trusted. Of the strongest
 * ones of 200 photos, of those written over 16 agree at least, of recoloured ones 26; of
 * shirts on one bedspread 13, of snowflakes and tilings by one hand 14. Of all features,
 * 22 of two such tilings agree, one of them mirrored.
 */
const leastInCommon = {
  strongest: { overlaid: 15, recoloured: 18 },
  all: { overlaid: 24, recoloured: 29 },
};

/**
 * The likelier of two placements: as it is and, if that is asked too, mirrored. Null
 * when neither is likely. `part` says which features of the indexed picture `stored` are.
 */
export function align(
  stored: FeatureSet,
  asked: FeatureSet,
  mirrored: FeatureSet | null,
  part: KeptPart = "strongest",
): Alignment | null {
  const plain = fitPlacement(matchFeatures(stored, asked));
  const turned = mirrored && fitPlacement(matchFeatures(stored, mirrored));
  const isMirrored = (turned?.support ?? 0) > (plain?.support ?? 0);
  const fit = isMirrored ? turned : plain;
  return fit && { ...fit, isMirrored, part };
}

/** Looks at all places of both pictures; null when they are not the same picture. */
export function judgeCopy(stored: StoredLook, query: Looked, alignment: Alignment): Copy | null {
  const { placement, isMirrored, support, part } = alignment;
  const comparison = compareFrames(stored, query, placement, isMirrored);
  const { places, sameDetail, sameColour, overlap } = comparison;
  if (places < leastPlaces) return null;
  const isCovered = sameDetail < leastSameDetail;
  if (isCovered && sameColour < leastSameColour) return null;
  if (isCovered && support < leastInCommon[part].overlaid) return null;
  if (isOtherColour(comparison) && support < leastInCommon[part].recoloured) return null;
  if (isOtherFilling(stored, query, placement, isMirrored)) return null;
  const degrees = (Math.atan2(placement.b, placement.a) * 180) / Math.PI;
  const rotation = isMirrored ? -degrees : degrees;
  const queryOverlap = queryOverlapOf(overlap, placement, stored.frame, query.frame);
  const edits = editsOf(comparison, { isMirrored, rotation, queryOverlap });
  const transform = transformOf(alignment, stored.frame, query.frame);
  return { edits, overlap, queryOverlap, rotation, transform };
}

/** The share of the query that shows the stored picture, by the size at which it lies there. */
function queryOverlapOf(overlap: number, { a, b }: Placement, stored: Frame, query: Frame): number {
  const area = (a * a + b * b) * overlap * stored.width * stored.height;
  return Math.min(1, area / (query.width * query.height));
}

/** The details are the same, brightness or colour is not. */
function isOtherColour({ sameDetail, sameColour }: Comparison): boolean {
  return sameColour < 0.5 * sameDetail;
}

function editsOf(
  comparison: Comparison,
  {
    isMirrored,
    rotation,
    queryOverlap,
  }: { isMirrored: boolean; rotation: number; queryOverlap: number },
): MatchEdit[] {
  const { overlap, sameDetail, gain, bias } = comparison;
  const isRecoloured = Math.abs(gain - 1) > 0.1 || Math.abs(bias) > 10 || isOtherColour(comparison);
  const told: [MatchEdit, boolean][] = [
    ["mirrored", isMirrored],
    ["cropped", overlap < 0.93],
    ["framed", queryOverlap < 0.93],
    ["rotated", Math.abs(rotation) > 1.5],
    ["recoloured", isRecoloured],
    ["overlaid", sameDetail < 0.8 && queryOverlap >= 0.93],
  ];
  const edits = told.filter(([, isSo]) => isSo).map(([edit]) => edit);
  return edits.length > 0 ? edits : ["resaved"];
}
