/**
 * Vectors of length 1 in clusters, like those of pictures. A vector is the direction
 * of its cluster plus a third as much noise. The same seed gives the same vectors.
 */
export function clusteredVectors(count: number, dimension: number, seed = 1): Float32Array[] {
  const random = numbersFrom(seed);
  const centres = Array.from({ length: 30 }, () => direction(dimension, numbersFrom(random() + 7)));
  return Array.from({ length: count }, (_, i) => {
    const noise = direction(dimension, random);
    return unit(centres[i % centres.length]!.map((value, j) => value + noise[j]! / 2));
  });
}

function direction(dimension: number, random: () => number): Float32Array {
  return unit(Float32Array.from({ length: dimension }, () => random() - 0.5));
}

function unit(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / norm);
}

/** Mulberry32 (Tommy Ettinger, public domain), in [0, 1). */
function numbersFrom(seed: number): () => number {
  let state = Math.floor(seed * 2 ** 20) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
