import { levelCount, levelStep } from "./grey-levels.js";
import type { FeatureMatches } from "./match-features.js";

/**
 * Where one frame lies in another, turned and scaled: its (x, y) is at
 * (a x - b y + dx, b x + a y + dy) there.
 */
export interface Placement {
  a: number;
  b: number;
  dx: number;
  dy: number;
}

/** How far from its place a spot may be found, in pixels, squared: more on coarser levels. */
const squaredTolerances = Float64Array.from({ length: levelCount }, (_, level) => {
  const tolerance = 1.5 + 1.2 * levelStep ** level;
  return tolerance * tolerance;
});

/** Whether a placement takes a match's place in the one frame to its place in the other. */
export function agrees({ a, b, dx, dy }: Placement, { places, levels }: FeatureMatches, i: number) {
  const fromX = places[4 * i]!;
  const fromY = places[4 * i + 1]!;
  const x = a * fromX - b * fromY + dx - places[4 * i + 2]!;
  const y = b * fromX + a * fromY + dy - places[4 * i + 3]!;
  return x * x + y * y <= squaredTolerances[levels[2 * i + 1]!]!;
}
