/** Seeded vectors for the tests of this folder: normal-ish numbers of variance 1 / dimension. */
export function seededVectors(rows: number, dimension: number, seed: number): Float32Array {
  const next = seededRandom(seed);
  const factor = Math.sqrt(3 / dimension);
  const vectors = new Float32Array(rows * dimension);
  for (let i = 0; i < vectors.length; i++) {
    vectors[i] = (next() + next() + next() + next() - 2) * factor;
  }
  return vectors;
}

/**
 * Unit vectors around `clusters` centres, two of a cluster with a cosine of about 0.75;
 * `outliers` sets dimensions to a multiple of the others' root mean square in all rows.
 */
export function clusteredVectors(
  rows: number,
  dimension: number,
  clusters: number,
  outliers: Readonly<Record<number, number>>,
  seed: number,
): Float32Array {
  const centres = seededVectors(clusters, dimension, seed);
  const vectors = seededVectors(rows, dimension, seed + 1);
  const next = seededRandom(seed + 2);
  for (let row = 0; row < rows; row++) {
    const centre = Math.floor(next() * clusters) * dimension;
    const vector = vectors.subarray(row * dimension, (row + 1) * dimension);
    for (let i = 0; i < dimension; i++) vector[i] = vector[i]! * 0.58 + centres[centre + i]!;
    for (const [index, multiple] of Object.entries(outliers)) {
      vector[Number(index)] = (multiple * (0.97 + 0.06 * next()) * 1.15) / Math.sqrt(dimension);
    }
    const length = Math.hypot(...vector);
    for (let i = 0; i < dimension; i++) vector[i] = vector[i]! / length;
  }
  return vectors;
}

/** Uniform in [0, 1): the splitmix32 generator. */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let hash = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a_2d97);
    return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
  };
}
