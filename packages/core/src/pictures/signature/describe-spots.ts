import type { Spot } from "./find-spots.js";
import type { GreyLevel } from "./grey-levels.js";
import { levelKernel } from "./level-kernel.js";

/** 32-bit words of a descriptor. */
export const descriptorWords = 4;

/** Pixels of a level around a spot that its descriptor looks at. */
export const patchRadius = 9;

const descriptorBits = 32 * descriptorWords;

/** Shape [descriptorBits, 4]: the places, x and y from the spot, that each bit compares. */
export const comparisons = pickComparisons();

/**
 * One bit a comparison of two places near the spot (Calonder et al., "BRIEF:
 * Binary Robust Independent Elementary Features", 2010), upright: brightness and
 * contrast change none, a turn by a few degrees few. `isMirrored`: as in the mirror image.
 * Shape [spots, descriptorWords]; valid until the kernel is used again.
 */
export function describeSpots(
  level: GreyLevel,
  spots: readonly Spot[],
  isMirrored: boolean,
): Int32Array {
  const { values, width } = level;
  const count = spots.length;
  if (count === 0) return new Int32Array();
  const offsets = offsetsOn(level, isMirrored);
  const { kernel, buffer, at } = levelKernel({
    values: values.byteLength,
    offsets: offsets.byteLength,
    spots: 4 * count,
    descriptors: 4 * descriptorWords * count,
  });
  new Float32Array(buffer, at.values, values.length).set(values);
  new Int32Array(buffer, at.offsets, offsets.length).set(offsets);
  const steps = new Int32Array(buffer, at.spots, count);
  for (const [i, { x, y }] of spots.entries()) steps[i] = 4 * (y * width + x);
  kernel.describe(at.values, at.offsets, at.spots, count, at.descriptors);
  return new Int32Array(buffer, at.descriptors, descriptorWords * count);
}

/** Where the compared places are, as steps from a pixel of the level, in bytes. */
function offsetsOn({ width }: GreyLevel, isMirrored: boolean): Int32Array {
  const sign = isMirrored ? -1 : 1;
  const offsets = new Int32Array(2 * descriptorBits);
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = 4 * (sign * comparisons[2 * i]! + comparisons[2 * i + 1]! * width);
  }
  return offsets;
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
