import { RevimgError } from "../lib/errors.js";

/** A shorter sum says nothing: its parts cancel each other. */
const leastNorm = 1e-3;

export interface WeightedVector {
  /** L2 norm 1. */
  vector: Float32Array;
  weight: number;
}

/** The weighted sum of vectors, brought to length 1. Throws `invalid_input` when they cancel each other. */
export function compose(parts: readonly WeightedVector[]): Float32Array {
  const [first] = parts;
  if (parts.length === 1 && first!.weight > 0) return first!.vector;
  const sum = new Float64Array(first!.vector.length);
  let weights = 0;
  for (const { vector, weight } of parts) {
    weights += Math.abs(weight);
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * vector[i]!;
  }
  const norm = Math.hypot(...sum);
  if (norm > leastNorm * weights) return Float32Array.from(sum, (value) => value / norm);
  throw new RevimgError(
    "invalid_input",
    "The parts of the query cancel each other, so nothing is left to look for. Change their weights, or leave one out.",
  );
}
