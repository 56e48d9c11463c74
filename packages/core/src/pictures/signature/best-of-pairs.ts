import { levelCount, levelStep } from "./grey-levels.js";
import { type FeatureMatches, mostBits } from "./match-features.js";
import { likelyPairs, mostPaired, type PairLimits } from "./pair-kernel.js";
import { agrees, type Placement } from "./placement.js";

/** Tangent of the largest turn, 14 degrees: descriptors are upright and know no larger one. */
const mostTurn = 0.25;

const [leastScale, mostScale] = [0.4, 2.5];

/** Pixels between two matches that a placement is taken from; less says too little about the scale. */
const leastApart = 16;

const scales = Array.from({ length: 2 * levelCount }, (_, i) => levelStep ** (i - levelCount));

/** A spot is found on the level on which it has its size, give or take one and a half. */
const slack = levelStep ** 1.5;

/** Wider by more than rounding than what `hasScale` and the bounds of a scale let through. */
const pairLimits: PairLimits = {
  leastApart,
  mostTurn,
  leastSquares: Float32Array.from(scales, (scale) => {
    return Math.max(leastScale, scale / slack) ** 2 * 0.999;
  }),
  mostSquares: Float32Array.from(scales, (scale) => {
    return Math.min(mostScale, scale * slack) ** 2 * 1.001;
  }),
};

/**
 * The placement by two of the surest matches with which most of these agree, the first of
 * equals; null where three agree at most. Every pair is tried: random sampling (Fischler
 * and Bolles, 1981) would save nothing at these numbers and give another answer each time.
 */
export function bestOfPairs(matches: FeatureMatches): Placement | null {
  const tried = surest(matches);
  let best: Placement | null = null;
  let most = 3;
  const pairs = likelyPairs(tried, pairLimits);
  for (let pair = 0; pair < pairs.length && most < tried.count; pair += 2) {
    const placement = placementOf(tried, pairs[pair]!, pairs[pair + 1]!);
    if (!placement) continue;
    let count = 0;
    // Where even all that are left would not make it the best, they are not looked at.
    for (let k = 0; k < tried.count && count + tried.count - k > most; k++) {
      if (agrees(placement, tried, k)) count++;
    }
    if (count > most) {
      most = count;
      best = placement;
    }
  }
  return best;
}

const tried: FeatureMatches = {
  count: 0,
  places: new Uint8Array(4 * mostPaired),
  levels: new Uint8Array(2 * mostPaired),
  distances: new Uint8Array(mostPaired),
};

/**
 * The matches with the fewest bits between them, `mostPaired` at most; equals stay in
 * their order. Valid until the next call.
 */
function surest({ count, places, levels, distances }: FeatureMatches): FeatureMatches {
  const starts = new Uint16Array(mostBits + 2);
  for (let i = 0; i < count; i++) starts[distances[i]! + 1]!++;
  for (let bits = 0; bits <= mostBits; bits++) starts[bits + 1]! += starts[bits]!;
  tried.count = Math.min(count, mostPaired);
  for (let i = 0; i < count; i++) {
    const to = starts[distances[i]!]!++;
    if (to >= tried.count) continue;
    for (let at = 0; at < 4; at++) tried.places[4 * to + at] = places[4 * i + at]!;
    for (let at = 0; at < 2; at++) tried.levels[2 * to + at] = levels[2 * i + at]!;
    tried.distances[to] = distances[i]!;
  }
  return tried;
}

/** The placement that takes two matches where they are; null for one that no edit makes. */
function placementOf(matches: FeatureMatches, i: number, j: number): Placement | null {
  const { places } = matches;
  const fromX = places[4 * i]!;
  const fromY = places[4 * i + 1]!;
  const x = places[4 * j]! - fromX;
  const y = places[4 * j + 1]! - fromY;
  const length = x * x + y * y;
  if (length < leastApart * leastApart) return null;
  const atX = places[4 * i + 2]!;
  const atY = places[4 * i + 3]!;
  const toX = places[4 * j + 2]! - atX;
  const toY = places[4 * j + 3]! - atY;
  const a = (toX * x + toY * y) / length;
  const b = (toY * x - toX * y) / length;
  if (a <= 0 || Math.abs(b) > mostTurn * a) return null;
  const scale = Math.sqrt(a * a + b * b);
  if (scale < leastScale || scale > mostScale) return null;
  if (!hasScale(matches, i, scale) || !hasScale(matches, j, scale)) return null;
  return { a, b, dx: atX - a * fromX + b * fromY, dy: atY - b * fromX - a * fromY };
}

function hasScale({ levels }: FeatureMatches, i: number, scale: number): boolean {
  const ratio = scale / scales[levels[2 * i + 1]! - levels[2 * i]! + levelCount]!;
  return ratio <= slack && ratio * slack >= 1;
}
