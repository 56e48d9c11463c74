import { levelCount, levelStep } from "./grey-levels.js";
import type { FeatureMatch } from "./match-features.js";

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

interface Fit {
  placement: Placement;
  /** Matches that agree with it; of those near one another one counts. */
  support: number;
}

/** Tangent of the largest turn, 14 degrees: descriptors are upright and know no larger one. */
const mostTurn = 0.25;

const [leastScale, mostScale] = [0.4, 2.5];

/** Pixels between two matches that a placement is taken from; less says too little about the scale. */
const leastApart = 16;

/** Matches, the surest, whose pairs are tried. */
const mostTried = 40;

/** Fewer matches that agree are chance: 1 in 200 pairs of different photos has as many. */
const leastSupport = 7;

/** Side of the squares, in pixels, in each of which one match counts. */
const cellSide = 10;

/**
 * The placement with which most matches agree, refined by least squares; null
 * where no more agree than by chance. Every pair of the surest matches is tried: random
 * sampling (Fischler and Bolles, 1981) would save nothing at these numbers and
 * give another answer each time.
 */
export function fitPlacement(matches: readonly FeatureMatch[]): Fit | null {
  if (matches.length < leastSupport) return null;
  const tried = [...matches].sort((a, b) => a.distance - b.distance).slice(0, mostTried);
  let best: Placement | null = null;
  let most = 3;
  for (let i = 0; i < tried.length; i++) {
    for (let j = i + 1; j < tried.length; j++) {
      const placement = placementOf(tried[i]!, tried[j]!);
      if (!placement) continue;
      let count = 0;
      for (const match of tried) if (agrees(placement, match)) count++;
      if (count > most) [most, best] = [count, placement];
    }
  }
  if (!best) return null;
  for (let round = 0; round < 3; round++) {
    const placement: Placement = best;
    best = refine(matches.filter((match) => agrees(placement, match))) ?? placement;
  }
  const support = supportOf(best, matches);
  return support < leastSupport ? null : { placement: best, support };
}

/** The placement that takes two matches where they are; null for one that no edit makes. */
function placementOf(one: FeatureMatch, two: FeatureMatch): Placement | null {
  const [x, y] = [two.fromX - one.fromX, two.fromY - one.fromY];
  const [toX, toY] = [two.toX - one.toX, two.toY - one.toY];
  const length = x * x + y * y;
  if (length < leastApart * leastApart) return null;
  const a = (toX * x + toY * y) / length;
  const b = (toY * x - toX * y) / length;
  if (a <= 0 || Math.abs(b) > mostTurn * a) return null;
  const scale = Math.sqrt(a * a + b * b);
  if (scale < leastScale || scale > mostScale) return null;
  if (!hasScale(one, scale) || !hasScale(two, scale)) return null;
  return {
    a,
    b,
    dx: one.toX - a * one.fromX + b * one.fromY,
    dy: one.toY - b * one.fromX - a * one.fromY,
  };
}

const scales = Array.from({ length: 2 * levelCount }, (_, i) => levelStep ** (i - levelCount));

/** A spot is found on the level on which it has its size, give or take one and a half. */
const slack = levelStep ** 1.5;

function hasScale({ fromLevel, toLevel }: FeatureMatch, scale: number): boolean {
  const ratio = scale / scales[toLevel - fromLevel + levelCount]!;
  return ratio <= slack && ratio * slack >= 1;
}

/** How far from its place a spot may be found, in pixels: more on coarser levels. */
const tolerances = Array.from({ length: levelCount }, (_, level) => 1.5 + 1.2 * levelStep ** level);

function agrees({ a, b, dx, dy }: Placement, match: FeatureMatch): boolean {
  const x = a * match.fromX - b * match.fromY + dx - match.toX;
  const y = b * match.fromX + a * match.fromY + dy - match.toY;
  const tolerance = tolerances[match.toLevel]!;
  return x * x + y * y <= tolerance * tolerance;
}

function supportOf(placement: Placement, matches: readonly FeatureMatch[]): number {
  const cells = new Set<number>();
  for (const match of matches) {
    if (!agrees(placement, match)) continue;
    const [x, y] = [match.fromX, match.fromY].map((place) => Math.floor(place / cellSide));
    cells.add(64 * x! + y!);
  }
  return cells.size;
}

/** The least-squares placement of matches (Umeyama, 1991, in two dimensions); null when all are at one place. */
function refine(matches: readonly FeatureMatch[]): Placement | null {
  const centre = { x: 0, y: 0, toX: 0, toY: 0 };
  for (const match of matches) {
    centre.x += match.fromX / matches.length;
    centre.y += match.fromY / matches.length;
    centre.toX += match.toX / matches.length;
    centre.toY += match.toY / matches.length;
  }
  let [along, across, length] = [0, 0, 0];
  for (const match of matches) {
    const [x, y] = [match.fromX - centre.x, match.fromY - centre.y];
    const [toX, toY] = [match.toX - centre.toX, match.toY - centre.toY];
    along += x * toX + y * toY;
    across += x * toY - y * toX;
    length += x * x + y * y;
  }
  if (length === 0) return null;
  const [a, b] = [along / length, across / length];
  return {
    a,
    b,
    dx: centre.toX - a * centre.x + b * centre.y,
    dy: centre.toY - b * centre.x - a * centre.y,
  };
}
