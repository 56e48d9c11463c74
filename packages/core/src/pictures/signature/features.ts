import { findSpots, type Spot } from "./find-spots.js";
import { type GreyLevel, levelCount } from "./grey-levels.js";

/** 32-bit words of a descriptor. */
export const descriptorWords = 4;

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

/** Pixels of a level around a spot that its descriptor looks at. */
const patchRadius = 9;

const descriptorBits = 32 * descriptorWords;

/** Most features of each level that are kept in an index. */
const kept = [20, 22, 20, 18, 14, 10, 8];

/** A query's are not kept: with more of them, fewer are missing. */
const asked = [44, 44, 36, 28, 22, 15, 11];

/** Shape [descriptorBits, 4]: the places, x and y from the spot, that each bit compares. */
const comparisons = pickComparisons();

export function featuresToKeep(levels: readonly GreyLevel[]): FeatureSet {
  return describeAll(levels, spotsOf(levels, kept), false);
}

/** Those of a query picture, and those of its mirror image. */
export function featuresToAsk(levels: readonly GreyLevel[]): [FeatureSet, FeatureSet] {
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
  const offsetsOf = levels.map((level) => offsetsOn(level, isMirrored));
  let at = 0;
  for (let group = 0; group < groupCount; group++) {
    const level = levels[group % levelCount]!;
    const offsets = offsetsOf[group % levelCount]!;
    for (const spot of spots[group % levelCount]!) {
      if (spot.isBright !== group < levelCount) continue;
      const x = (spot.x + 0.5) * level.unitX;
      features.places[2 * at] = isMirrored ? levels[0]!.width - x : x;
      features.places[2 * at + 1] = (spot.y + 0.5) * level.unitY;
      describe(level, spot, offsets, features.descriptors.subarray(descriptorWords * at));
      at++;
    }
    features.starts[group + 1] = at;
  }
  return features;
}

/** Where the compared places are, as steps from a pixel of the level. */
function offsetsOn({ width }: GreyLevel, isMirrored: boolean): Int32Array {
  const sign = isMirrored ? -1 : 1;
  const offsets = new Int32Array(2 * descriptorBits);
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = sign * comparisons[2 * i]! + comparisons[2 * i + 1]! * width;
  }
  return offsets;
}

/**
 * One bit a comparison of two places near the spot (Calonder et al., "BRIEF:
 * Binary Robust Independent Elementary Features", 2010), upright: brightness and
 * contrast change none, a turn by a few degrees few.
 */
function describe(
  { values, width }: GreyLevel,
  { x, y }: Spot,
  offsets: Int32Array,
  descriptor: Int32Array,
): void {
  const at = y * width + x;
  for (let word = 0; word < descriptorWords; word++) {
    let bits = 0;
    for (let bit = 0; bit < 32; bit++) {
      const pair = 2 * (32 * word + bit);
      if (values[at + offsets[pair]!]! > values[at + offsets[pair + 1]!]!) bits |= 1 << bit;
    }
    descriptor[word] = bits;
  }
}

/**
 * Normally distributed around the spot, as the paper found best. Descriptors are
 * stored: other places need another version of the signature.
 */
function pickComparisons(): Int8Array {
  const places = new Int8Array(4 * descriptorBits);
  let state = 0x1234567;
  const random = () => {
    // Knuth's and Lewis' "quick and dirty" generator (Numerical Recipes, 7.1).
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const coordinate = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - random())) * patchRadius * 0.45;
    const value = Math.round(radius * Math.cos(2 * Math.PI * random()));
    return Math.abs(value) <= patchRadius ? value : coordinate();
  };
  for (let i = 0; i < descriptorBits; ) {
    const [x1, y1, x2, y2] = [coordinate(), coordinate(), coordinate(), coordinate()] as const;
    if (Math.hypot(x1 - x2, y1 - y2) < 3) continue;
    places.set([x1, y1, x2, y2], 4 * i++);
  }
  return places;
}
