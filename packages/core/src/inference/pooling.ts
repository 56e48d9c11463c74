import type { PictureOutput } from "../model-files/model-manifest.js";

/** The shape of an output, as a manifest describes it; null for sizes that vary. */
export function outputShape({ pooling = "none" }: PictureOutput, dimension: number) {
  return pooling === "none" ? [null, dimension] : [null, null, dimension];
}

/**
 * The vectors of a batch, shape [count, dimension], out of an output of the model. Null
 * when the output does not have a whole number of tokens for each picture, or has none
 * besides those that don't count.
 */
export function pooled(
  values: Float32Array,
  { pooling = "none", prefixTokens = 0 }: PictureOutput,
  count: number,
  dimension: number,
): Float32Array | null {
  const tokens = values.length / (count * dimension);
  if (pooling === "none") return tokens === 1 ? values : null;
  const first = pooling === "cls" ? 0 : prefixTokens;
  const used = pooling === "cls" ? 1 : tokens - prefixTokens;
  if (!Number.isInteger(tokens) || used < 1) return null;
  const vectors = new Float32Array(count * dimension);
  const sums = new Float64Array(dimension);
  for (let picture = 0; picture < count; picture += 1) {
    sums.fill(0);
    const start = (picture * tokens + first) * dimension;
    for (let token = 0; token < used; token += 1) {
      for (let index = 0; index < dimension; index += 1) {
        sums[index]! += values[start + token * dimension + index]!;
      }
    }
    for (let index = 0; index < dimension; index += 1) {
      vectors[picture * dimension + index] = sums[index]! / used;
    }
  }
  return vectors;
}
