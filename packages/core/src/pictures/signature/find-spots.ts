import type { GreyLevel } from "./grey-levels.js";
import { levelKernel } from "./level-kernel.js";

/** A place where a level is brighter or darker than all around it, in the level's pixels. */
export interface Spot {
  x: number;
  y: number;
  isBright: boolean;
}

/**
 * The strongest spots of a level, `count` at most and spread over it, at least
 * `margin` pixels from its edges: local maxima of the determinant of the Hessian
 * (Lindeberg, "Feature Detection with Automatic Scale Selection", 1998), which
 * passes over edges. Those below 2 are noise. Of equally strong ones the first
 * comes first.
 */
export function findSpots(level: GreyLevel, margin: number, count: number): Spot[] {
  const { values, width, height } = level;
  if (Math.min(width, height) <= 2 * margin) return [];
  const bytes = values.byteLength;
  const { kernel, buffer, at } = levelKernel({
    values: bytes,
    strengths: bytes,
    found: 2 * bytes,
  });
  new Float32Array(buffer, at.values, values.length).set(values);
  const found = kernel.spots(at.values, width, height, margin, at.strengths, at.found);
  return spread(new Int32Array(buffer, at.found, 2 * found), level, count);
}

/**
 * The strongest, none near another, so that one busy corner is not all there is.
 * @param found shape [count, 2]: pixel, and the bits of its strength, a float below 0 for a dark spot
 */
function spread(found: Int32Array, { width, height }: GreyLevel, count: number): Spot[] {
  const size = width * height;
  const radius = Math.max(2, Math.round(0.4 * Math.sqrt(size / count)));
  const kept: Spot[] = [];
  const keys = keysOf(found, size).sort();
  for (let i = keys.length - 1; i >= 0 && kept.length < count; i--) {
    const key = keys[i]!;
    // The remainder, in a fifth of the time of `%`. The quotient is too small to be rounded up.
    const low = key - 2 * size * Math.floor(key / (2 * size));
    const pixel = size - 1 - Math.floor(low / 2);
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    if (!hasNear(kept, x, y, radius)) kept.push({ x, y, isBright: low % 2 === 1 });
  }
  return kept;
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
