/**
 * The coefficients of the two-dimensional DCT-II at the frequencies 1 to `frequencies`
 * in both directions, in row order.
 * @param grey shape [side, side]
 */
export function lowFrequencies(
  grey: Float64Array,
  side: number,
  frequencies: number,
): Float64Array {
  const waves = Array.from({ length: frequencies }, (_, row) =>
    Float64Array.from({ length: side }, (_, x) =>
      Math.cos(((2 * x + 1) * (row + 1) * Math.PI) / (2 * side)),
    ),
  );
  const across = new Float64Array(side * frequencies);
  for (let y = 0; y < side; y++) {
    for (const [column, wave] of waves.entries()) {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += wave[x]! * grey[y * side + x]!;
      across[y * frequencies + column] = sum;
    }
  }
  const coefficients = new Float64Array(frequencies * frequencies);
  for (const [row, wave] of waves.entries()) {
    for (let column = 0; column < frequencies; column++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += wave[y]! * across[y * frequencies + column]!;
      coefficients[row * frequencies + column] = sum;
    }
  }
  return coefficients;
}

/** One bit a value, 32 a word, the first lowest: above the median or not. */
export function aboveMedian(values: Float64Array): Uint32Array {
  const sorted = values.slice().sort();
  const median = (sorted[values.length / 2 - 1]! + sorted[values.length / 2]!) / 2;
  const words = new Uint32Array(values.length / 32);
  for (const [i, value] of values.entries()) {
    if (value > median) words[i >>> 5]! |= 1 << (i & 31);
  }
  return words;
}
