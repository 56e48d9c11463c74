import { bestOfPairs } from "./best-of-pairs.js";
import type { FeatureMatches } from "./match-features.js";
import { agrees, type Placement } from "./placement.js";

interface Fit {
  placement: Placement;
  /** Matches that agree with it; of those near one another one counts. */
  support: number;
}

/** Fewer matches that agree are chance: 1 in 200 pairs of different photos has as many. */
export const leastSupport = 7;

/** Side of the squares, in pixels, in each of which one match counts. */
const cellSide = 10;

/**
 * The placement with which most matches agree, refined by least squares; null
 * where no more agree than by chance.
 */
export function fitPlacement(matches: FeatureMatches): Fit | null {
  if (matches.count < leastSupport) return null;
  let best = bestOfPairs(matches);
  if (!best) return null;
  for (let round = 0; round < 3; round++) best = refine(best, matches) ?? best;
  const support = supportOf(best, matches);
  return support < leastSupport ? null : { placement: best, support };
}

function supportOf(placement: Placement, matches: FeatureMatches): number {
  const cells = new Set<number>();
  for (let i = 0; i < matches.count; i++) {
    if (!agrees(placement, matches, i)) continue;
    const column = Math.floor(matches.places[4 * i]! / cellSide);
    const row = Math.floor(matches.places[4 * i + 1]! / cellSide);
    cells.add(64 * column + row);
  }
  return cells.size;
}

/**
 * The least-squares placement of the matches that agree with one (Umeyama, 1991, in
 * two dimensions); null when all are at one place.
 */
function refine(placement: Placement, matches: FeatureMatches): Placement | null {
  const { places } = matches;
  const agreeing: number[] = [];
  for (let i = 0; i < matches.count; i++) if (agrees(placement, matches, i)) agreeing.push(4 * i);
  let centreX = 0;
  let centreY = 0;
  let centreToX = 0;
  let centreToY = 0;
  for (const at of agreeing) {
    centreX += places[at]! / agreeing.length;
    centreY += places[at + 1]! / agreeing.length;
    centreToX += places[at + 2]! / agreeing.length;
    centreToY += places[at + 3]! / agreeing.length;
  }
  let along = 0;
  let across = 0;
  let length = 0;
  for (const at of agreeing) {
    const x = places[at]! - centreX;
    const y = places[at + 1]! - centreY;
    const toX = places[at + 2]! - centreToX;
    const toY = places[at + 3]! - centreToY;
    along += x * toX + y * toY;
    across += x * toY - y * toX;
    length += x * x + y * y;
  }
  if (length === 0) return null;
  const a = along / length;
  const b = across / length;
  return {
    a,
    b,
    dx: centreToX - a * centreX + b * centreY,
    dy: centreToY - b * centreX - a * centreY,
  };
}
