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
 * contrast change none, a turn by a few degrees few. One answer for each of `mirrorings`:
 * as in the level itself, or, where it is true, as in its mirror image.
 * Shape [spots, descriptorWords]; valid until the kernel is used again.
 */
export function describeSpots(
  level: GreyLevel,
  spots: readonly Spot[],
  mirrorings: readonly boolean[],
): Int32Array[] {
  const { values, width } = level;
  const count = spots.length;
  if (count === 0) return mirrorings.map(() => new Int32Array());
  const bytes = 4 * descriptorWords * count;
  const { kernel, buffer, at } = levelKernel({
    values: values.byteLength,
    offsets: 4 * 2 * descriptorBits,
    spots: 4 * count,
    descriptors: bytes * mirrorings.length,
  });
  new Float32Array(buffer, at.values, values.length).set(values);
  const steps = new Int32Array(buffer, at.spots, count);
  for (let i = 0; i < count; i++) steps[i] = 4 * (spots[i]!.y * width + spots[i]!.x);
  return mirrorings.map((isMirrored, i) => {
    const target = at.descriptors + i * bytes;
    writeOffsets(new Int32Array(buffer, at.offsets, 2 * descriptorBits), width, isMirrored);
    kernel.describe(at.values, at.offsets, at.spots, count, target);
    return new Int32Array(buffer, target, descriptorWords * count);
  });
}

/** Where the compared places are, as steps from a pixel of a level, in bytes. */
function writeOffsets(offsets: Int32Array, width: number, isMirrored: boolean): void {
  const sign = isMirrored ? -1 : 1;
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = 4 * (sign * comparisons[2 * i]! + comparisons[2 * i + 1]! * width);
  }
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
