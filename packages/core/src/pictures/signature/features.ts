import { describeSpots, descriptorWords, patchRadius } from "./describe-spots.js";
import { findSpots, type Spot } from "./find-spots.js";
import { type GreyLevel, levelCount } from "./grey-levels.js";

/** Bright and dark spots of each level: the groups of a `FeatureSet`. */
export const groupCount = 2 * levelCount;

/**
 * What is remarkable in a picture. Features are in groups: the bright ones of
 * each level, then the dark ones of each level; group `g` is from `starts[g]` to
 * `starts[g + 1]`.
 */
export interface FeatureSet {
  /** Shape [groupCount + 1]. */
  starts: Uint16Array;
  /** Shape [count, 2]: x and y in whole pixels of the frame. */
  places: Uint8Array;
  /** Shape [count, descriptorWords]. */
  descriptors: Int32Array;
}

/** Most features of each level that are kept in an index. */
const kept = [20, 22, 20, 18, 14, 10, 8];

/** A query's are not kept: with more of them, fewer are missing. */
const asked = [44, 44, 36, 28, 22, 15, 11];

export function featuresToKeep(levels: readonly GreyLevel[]): FeatureSet {
  return describeAll(levels, spotsOf(levels, kept), false);
}

/** Those of a query picture, and those of its mirror image. */
export type AskedFeatures = [asItIs: FeatureSet, mirrored: FeatureSet];

export function featuresToAsk(levels: readonly GreyLevel[]): AskedFeatures {
  const spots = spotsOf(levels, asked);
  return [describeAll(levels, spots, false), describeAll(levels, spots, true)];
}

function spotsOf(levels: readonly GreyLevel[], counts: readonly number[]): Spot[][] {
  return levels.map((level, i) => findSpots(level, patchRadius + 1, counts[i]!));
}

function describeAll(
  levels: readonly GreyLevel[],
  spots: readonly Spot[][],
  isMirrored: boolean,
): FeatureSet {
  const count = spots.reduce((sum, { length }) => sum + length, 0);
  const features: FeatureSet = {
    starts: new Uint16Array(groupCount + 1),
    places: new Uint8Array(2 * count),
    descriptors: new Int32Array(descriptorWords * count),
  };
  let at = 0;
  for (let group = 0; group < groupCount; group++) {
    const level = levels[group % levelCount]!;
    const isBright = group < levelCount;
    const described = spots[group % levelCount]!.filter((spot) => spot.isBright === isBright);
    features.descriptors.set(describeSpots(level, described, isMirrored), descriptorWords * at);
    for (const spot of described) {
      const x = (spot.x + 0.5) * level.unitX;
      features.places[2 * at] = isMirrored ? levels[0]!.width - x : x;
      features.places[2 * at + 1] = (spot.y + 0.5) * level.unitY;
      at++;
    }
    features.starts[group + 1] = at;
  }
  return features;
}
