import type { FeatureSet } from "./features.js";
import { levelCount } from "./grey-levels.js";
import { type MatchRange, matchDescriptors } from "./match-kernel.js";

/** Pairs of features that look alike, one of each picture, in the order of the first picture's. */
export interface FeatureMatches {
  count: number;
  /** Shape [count, 4]: x and y in the one frame, then in the other, in pixels. */
  places: Float64Array;
  /** Shape [count, 2]: the levels on which they were found. */
  levels: Uint8Array;
  /** Shape [count]: bits of 128 in which they differ, `mostBits` at most. */
  distances: Uint8Array;
}

/** Most bits in which the descriptors of one spot differ. */
export const mostBits = 18;

/** Most of these in the first quarter of the bits, by which nearly all other pairs are told at once. */
const mostFirstBits = 8;

/** Levels apart on which one spot may be found: the one picture at half the other's scale. */
const mostLevels = 3;

/** For each feature of `from` the one of `to` that looks most like it, where any does. */
export function matchFeatures(from: FeatureSet, to: FeatureSet): FeatureMatches {
  const ranges = rangesOf(from, to);
  const limits = { mostFirst: mostFirstBits, most: mostBits };
  const found = matchDescriptors(from.descriptors, to.descriptors, ranges, limits);
  const count = found.length / 3;
  const places = new Float64Array(4 * count);
  const levels = new Uint8Array(2 * count);
  const distances = new Uint8Array(count);
  let group = 0;
  for (let i = 0; i < count; i++) {
    const [one, other] = [found[3 * i]!, found[3 * i + 1]!];
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
  return { count, places, levels, distances };
}

/** Bright features match bright ones, dark ones dark ones, each on levels of nearly its own size. */
function rangesOf(from: FeatureSet, to: FeatureSet): MatchRange[] {
  const ranges: MatchRange[] = [];
  for (let group = 0; group < 2 * levelCount; group++) {
    const level = group % levelCount;
    const first = group - Math.min(level, mostLevels);
    const last = group + Math.min(levelCount - 1 - level, mostLevels);
    ranges.push({
      from: [from.starts[group]!, from.starts[group + 1]!],
      to: [to.starts[first]!, to.starts[last + 1]!],
    });
  }
  return ranges;
}
