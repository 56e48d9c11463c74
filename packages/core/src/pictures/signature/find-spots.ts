import type { GreyLevel } from "./grey-levels.js";
import { levelKernel } from "./level-kernel.js";

/** A place where a level is brighter or darker than all around it, in the level's pixels. */
export interface Spot {
  x: number;
  y: number;
  isBright: boolean;
}

/**
 * The strongest spots of a level, spread over it, at least `margin` pixels from its
 * edges: local maxima of the determinant of the Hessian (Lindeberg, "Feature Detection
 * with Automatic Scale Selection", 1998), which passes over edges. Those below 2 are
 * noise. Of equally strong ones the first comes first.
 *
 * One list for each of `counts`, with so many spots at most. The first list does not
 * depend on the others. Each further list has spots that are in none before, and fills
 * the gaps between these.
 */
export function findSpots(level: GreyLevel, margin: number, counts: readonly number[]): Spot[][] {
  const { values, width, height } = level;
  if (Math.min(width, height) <= 2 * margin) return counts.map(() => []);
  const bytes = values.byteLength;
  const { kernel, buffer, at } = levelKernel({
    values: bytes,
    strengths: bytes,
    found: 2 * bytes,
  });
  new Float32Array(buffer, at.values, values.length).set(values);
  const found = kernel.spots(at.values, width, height, margin, at.strengths, at.found);
  const keys = keysOf(new Int32Array(buffer, at.found, 2 * found), width * height).sort();
  const taken: Spot[] = [];
  let wanted = 0;
  return counts.map((count) => {
    wanted += count;
    const before = taken.length;
    takeSpread(taken, keys, level, count, wanted);
    return taken.slice(before);
  });
}

/**
 * Takes the strongest that are not near one taken before, `count` at most, so that one
 * busy corner is not all there is. Near is what `wanted` spots would not need to be.
 */
function takeSpread(
  taken: Spot[],
  keys: Float64Array,
  { width, height }: GreyLevel,
  count: number,
  wanted: number,
): void {
  const size = width * height;
  const radius = Math.max(2, Math.round(0.4 * Math.sqrt(size / wanted)));
  const end = taken.length + count;
  for (let i = keys.length - 1; i >= 0 && taken.length < end; i--) {
    const key = keys[i]!;
    // The remainder, in a fifth of the time of `%`. The quotient is too small to be rounded up.
    const low = key - 2 * size * Math.floor(key / (2 * size));
    const pixel = size - 1 - Math.floor(low / 2);
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    if (!hasNear(taken, x, y, radius)) taken.push({ x, y, isBright: low % 2 === 1 });
  }
}

function hasNear(spots: readonly Spot[], x: number, y: number, radius: number): boolean {
  for (const spot of spots) {
    if (Math.abs(spot.x - x) <= radius && Math.abs(spot.y - y) <= radius) return true;
  }
  return false;
}

/**
 * All of a spot in one number, the larger the stronger: sorting objects takes longer
 * than finding them. The bits of floats above 0 are in the order of the floats.
 */
function keysOf(found: Int32Array, size: number): Float64Array {
  const keys = new Float64Array(found.length / 2);
  for (let i = 0; i < keys.length; i++) {
    const bits = found[2 * i + 1]!;
    const low = 2 * (size - 1 - found[2 * i]!) + (bits < 0 ? 0 : 1);
    keys[i] = (bits & 0x7fffffff) * 2 * size + low;
  }
  return keys;
}
