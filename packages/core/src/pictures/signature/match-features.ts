import { descriptorWords } from "./describe-spots.js";
import type { FeatureSet } from "./features.js";
import { levelCount } from "./grey-levels.js";
import { searchIn } from "./match-kernel.js";

/** Two features that look alike, one of each picture, in pixels of their frames. */
export interface FeatureMatch {
  fromX: number;
  fromY: number;
  toX: number;
  toY: number;
  fromLevel: number;
  toLevel: number;
  /** Bits of 128 in which they differ. */
  distance: number;
}

/** Most bits in which the descriptors of one spot differ. */
const mostBits = 18;

/** Most of these in the first quarter of the bits, by which nearly all other pairs are told at once. */
const mostFirstBits = 8;

/** Levels apart on which one spot may be found: the one picture at half the other's scale. */
const mostLevels = 3;

/** For each feature of `from` the one of `to` that looks most like it, where any does. */
export function matchFeatures(from: FeatureSet, to: FeatureSet): FeatureMatch[] {
  const matches: FeatureMatch[] = [];
  const nearest = searchIn(to.descriptors, mostFirstBits, mostBits);
  for (let group = 0; group < 2 * levelCount; group++) {
    const level = group % levelCount;
    const first = group - Math.min(level, mostLevels);
    const last = group + Math.min(levelCount - 1 - level, mostLevels);
    const [begin, end] = [to.starts[first]!, to.starts[last + 1]!];
    for (let i = from.starts[group]!; i < from.starts[group + 1]!; i++) {
      const found = nearest(from.descriptors, i, begin, end);
      if (found < 0) continue;
      let toGroup = first;
      while (to.starts[toGroup + 1]! <= found) toGroup++;
      matches.push({
        fromX: from.places[2 * i]!,
        fromY: from.places[2 * i + 1]!,
        toX: to.places[2 * found]!,
        toY: to.places[2 * found + 1]!,
        fromLevel: level,
        toLevel: toGroup % levelCount,
        distance: distanceOf(from.descriptors, i, to.descriptors, found),
      });
    }
  }
  return matches;
}

function distanceOf(from: Int32Array, i: number, to: Int32Array, j: number): number {
  let distance = 0;
  for (let word = 0; word < descriptorWords; word++) {
    distance += bitCount(from[i * descriptorWords + word]! ^ to[j * descriptorWords + word]!);
  }
  return distance;
}

/** Warren, "Hacker's Delight" (2012), figure 5-2. */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
