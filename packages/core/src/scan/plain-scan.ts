import type { TopCandidates } from "./top-candidates.js";

/** The dot product of `query` and the row of the same length that starts at `offset`. */
export function dotProduct(query: Float32Array, vectors: Float32Array, offset = 0): number {
  let sum = 0;
  for (let i = 0; i < query.length; i++) sum += query[i]! * vectors[offset + i]!;
  return sum;
}

/**
 * The exact search in plain JavaScript: what the scan index is tested and timed against.
 *
 * @param vectors rows of `query.length` float32 one after the other
 * @param top receives (dot product, slot) of every row
 * @param firstSlot the slot of the first row, so that a large set can come in blocks
 */
export function plainScan(
  query: Float32Array,
  vectors: Float32Array,
  top: TopCandidates,
  firstSlot = 0,
): void {
  const dimension = query.length;
  const rows = Math.floor(vectors.length / dimension);
  for (let row = 0; row < rows; row++) {
    top.offer(Math.fround(dotProduct(query, vectors, row * dimension)), firstSlot + row);
  }
}
