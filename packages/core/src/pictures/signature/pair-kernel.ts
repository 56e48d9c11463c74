import { compileKernel, instantiateModule } from "../../lib/web-assembly.js";
import { levelCount } from "./grey-levels.js";
import type { FeatureMatches } from "./match-features.js";
import { pairKernelBase64 } from "./pair-kernel.wasm.js";

/** Addresses in bytes; see pair-kernel.wat. */
interface PairKernel {
  memory: { readonly buffer: ArrayBuffer };
  pairs(count: number, apart: number, turn: number, found: number): number;
}

export interface PairLimits {
  /** Pixels between the two matches, in the first picture. */
  leastApart: number;
  /** Tangent of the largest turn; its inverse is a whole number. */
  mostTurn: number;
  /**
   * Squares of the scales that a match may have, by how many levels it is found higher up in
   * the other picture, `-levelCount` to `levelCount - 1`. Numbers of 32 bits: let them be wide.
   */
  leastSquares: Float32Array;
  mostSquares: Float32Array;
}

/** Most matches of which pairs are made. */
export const mostPaired = 40;

/** 32-bit words of each part of the matches. */
const [toPart, turnedPart, leastPart, mostPart, foundPart] = [1, 2, 3, 4, 5].map(
  (part) => part * mostPaired,
) as [number, number, number, number, number];

let views: { kernel: PairKernel; steps: Int16Array; floats: Float32Array; bytes: Uint8Array };

/**
 * The pairs of matches, `mostPaired` of them at most, that may tell where the one picture
 * lies in the other. Shape [pairs, 2]: their numbers, in order. Valid until the next call.
 */
export function likelyPairs(matches: FeatureMatches, limits: PairLimits): Uint8Array {
  views ??= newViews();
  const { kernel, steps, floats, bytes } = views;
  const { count, places, levels } = matches;
  if (count < 2) return bytes.subarray(0, 0);
  for (let i = 0; i < count; i++) {
    const toX = places[4 * i + 2]!;
    const toY = places[4 * i + 3]!;
    steps[2 * i] = places[4 * i]!;
    steps[2 * i + 1] = places[4 * i + 1]!;
    steps[2 * (toPart + i)] = toX;
    steps[2 * (toPart + i) + 1] = toY;
    steps[2 * (turnedPart + i)] = toY;
    steps[2 * (turnedPart + i) + 1] = -toX;
    const apart = levels[2 * i + 1]! - levels[2 * i]! + levelCount;
    floats[leastPart + i] = limits.leastSquares[apart]!;
    floats[mostPart + i] = limits.mostSquares[apart]!;
  }
  floats.fill(-1, mostPart + count, mostPart + Math.min(mostPaired, count + 3));
  const { leastApart, mostTurn } = limits;
  const end = kernel.pairs(count, leastApart * leastApart, 1 / mostTurn, 4 * foundPart);
  return bytes.subarray(4 * foundPart, end);
}

function newViews(): typeof views {
  const kernel = instantiateModule<PairKernel>(compileKernel(pairKernelBase64));
  const { buffer } = kernel.memory;
  return {
    kernel,
    steps: new Int16Array(buffer),
    floats: new Float32Array(buffer),
    bytes: new Uint8Array(buffer),
  };
}
