/** Fixed for all time: stored codes were made with it. */
const signSeed = 0x5eed_1e55;

/**
 * A fixed random rotation of a space. It keeps every dot product, and spreads the
 * largest dimensions over all of them.
 *
 * Embeddings like CLIP's have a few dimensions ten to twenty times as large as the
 * rest. With one scale for a whole row, the others get only a few int8 steps. After the
 * rotation every row looks alike to the quantiser, whatever its model.
 *
 * The vector is cut into blocks of falling powers of two (768 = 512 + 256). In each
 * block the signs are flipped by a fixed pseudo-random pattern, then a Walsh-Hadamard
 * transform is applied, scaled to be orthonormal (Ailon and Chazelle, "The fast
 * Johnson-Lindenstrauss transform", SIAM J. Comput. 39, 2009). n log n additions.
 */
export class Rotation {
  readonly dimension: number;
  readonly #signs: Float64Array;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#signs = randomSigns(dimension);
  }

  /** Rotates `vector` into `result`; both have at least `dimension` numbers. */
  apply(vector: Float32Array, result: Float64Array): void {
    const { dimension } = this;
    const signs = this.#signs;
    let start = 0;
    while (start < dimension) {
      const size = 2 ** Math.floor(Math.log2(dimension - start));
      const factor = 1 / Math.sqrt(size);
      for (let i = start; i < start + size; i++) result[i] = vector[i]! * signs[i]! * factor;
      walshHadamard(result, start, size);
      start += size;
    }
  }
}

/** In place; two levels at a time (half as many passes), and one more where they are odd. */
function walshHadamard(values: Float64Array, start: number, size: number): void {
  const end = start + size;
  let step = 1;
  for (; step * 4 <= size; step *= 4) {
    for (let block = start; block < end; block += 4 * step) {
      for (let i = block; i < block + step; i++) {
        const sumAB = values[i]! + values[i + step]!;
        const differenceAB = values[i]! - values[i + step]!;
        const sumCD = values[i + 2 * step]! + values[i + 3 * step]!;
        const differenceCD = values[i + 2 * step]! - values[i + 3 * step]!;
        values[i] = sumAB + sumCD;
        values[i + step] = differenceAB + differenceCD;
        values[i + 2 * step] = sumAB - sumCD;
        values[i + 3 * step] = differenceAB - differenceCD;
      }
    }
  }
  if (step === size) return;
  for (let i = start; i < start + step; i++) {
    const a = values[i]!;
    const b = values[i + step]!;
    values[i] = a + b;
    values[i + step] = a - b;
  }
}

/** +1 or -1 for each dimension, by the low bit of a xorshift generator's high half. */
function randomSigns(count: number): Float64Array {
  let state = signSeed;
  return Float64Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 16) & 1 ? -1 : 1;
  });
}
