import { type FeatureSet, groupCount } from "./features.js";
import { levelCount } from "./grey-levels.js";
import { matchDescriptors } from "./match-kernel.js";

/** Pairs of features that look alike, one of each picture. Arrays may be longer than `count` needs. */
export interface FeatureMatches {
  count: number;
  /** Shape [count, 4]: x and y in the one frame, then in the other, in whole pixels. */
  places: Uint8Array;
  /** Shape [count, 2]: the levels on which they were found. */
  levels: Uint8Array;
  /** Shape [count]: bits of 128 in which they differ, `mostBits` at most. */
  distances: Uint8Array;
}

/** Most bits in which the descriptors of one spot differ. */
export const mostBits = 18;

const limits = {
  /** Most of these in the first quarter of the bits. */
  mostFirst: 8,
  most: mostBits,
};

/** Levels apart on which one spot may be found: the one picture at half the other's scale. */
const mostLevels = 3;

const ranges = new Int32Array(5 * groupCount);

let matches = roomFor(0);

/**
 * For each feature of `from` the one of `to` that looks most like it, where any does; in
 * the order of `from`. Valid until the next call. `to` must not change: what is made
 * ready of the last two is kept.
 */
export function matchFeatures(from: FeatureSet, to: FeatureSet): FeatureMatches {
  const parts = { descriptors: to.descriptors, cut: to.starts[levelCount]! };
  writeRanges(from, to);
  const found = matchDescriptors(from.descriptors, parts, ranges, limits);
  const count = found.length / 3;
  if (count > matches.distances.length) matches = roomFor(2 * count);
  matches.count = count;
  const { places, levels, distances } = matches;
  let group = 0;
  for (let i = 0; i < count; i++) {
    const one = found[3 * i]!;
    const other = found[3 * i + 1]!;
    while (from.starts[group + 1]! <= one) group++;
    let toGroup = Math.max(0, group - mostLevels);
    while (to.starts[toGroup + 1]! <= other) toGroup++;
    places[4 * i] = from.places[2 * one]!;
    places[4 * i + 1] = from.places[2 * one + 1]!;
    places[4 * i + 2] = to.places[2 * other]!;
    places[4 * i + 3] = to.places[2 * other + 1]!;
    levels[2 * i] = group % levelCount;
    levels[2 * i + 1] = toGroup % levelCount;
    distances[i] = found[3 * i + 2]!;
  }
  return matches;
}

function roomFor(count: number): FeatureMatches {
  return {
    count: 0,
    places: new Uint8Array(4 * count),
    levels: new Uint8Array(2 * count),
    distances: new Uint8Array(count),
  };
}

/**
 * Bright features match bright ones, the first part, dark ones dark ones, each on levels
 * of nearly its own size.
 */
function writeRanges(from: FeatureSet, to: FeatureSet): void {
  for (let group = 0; group < groupCount; group++) {
    const level = group % levelCount;
    const first = group - Math.min(level, mostLevels);
    const last = group + Math.min(levelCount - 1 - level, mostLevels);
    ranges[5 * group] = from.starts[group]!;
    ranges[5 * group + 1] = from.starts[group + 1]!;
    ranges[5 * group + 2] = group < levelCount ? 0 : 1;
    ranges[5 * group + 3] = to.starts[first]!;
    ranges[5 * group + 4] = to.starts[last + 1]!;
  }
}
