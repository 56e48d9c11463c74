/** How far two pictures' bytes are from each other, of 255. */
export interface Difference {
  max: number;
  mean: number;
}

export function differenceOf(a: Uint8Array, b: Uint8Array): Difference {
  if (a.length !== b.length || a.length === 0) {
    throw new RangeError(`Pictures of ${a.length} and ${b.length} bytes can't be compared.`);
  }
  let max = 0;
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    const distance = Math.abs(a[index]! - b[index]!);
    sum += distance;
    if (distance > max) max = distance;
  }
  return { max, mean: sum / a.length };
}

/** Lowest cosine of any two vectors of L2 norm 1. */
export function minCosine(vectors: readonly Float32Array[]): number {
  let least = 1;
  vectors.forEach((a, index) => {
    for (const b of vectors.slice(index + 1)) {
      least = Math.min(
        least,
        a.reduce((sum, value, place) => sum + value * b[place]!, 0),
      );
    }
  });
  return least;
}
