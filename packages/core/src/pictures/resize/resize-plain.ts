import { type AxisWeights, precisionBits } from "./resize-weights.js";

/** Rows of a picture: 8-bit RGB, 3 bytes a pixel. */
export interface ResizePass {
  pixels: Uint8Array;
  /** Bytes from one row to the next. */
  rowBytes: number;
  /** Which of the axis's output pixels are made. */
  first: number;
  count: number;
  /** The source pixel of the axis that comes first in `pixels`. */
  origin: number;
}

/** Half of the last bit that is kept, so that cutting off rounds. */
const half = 1 << (precisionBits - 1);

/** `rows` rows, each made `count` pixels wide. */
export function resizeAcross(
  { pixels, rowBytes, first, count, origin }: ResizePass,
  rows: number,
  { starts, counts, weights, stride }: AxisWeights,
): Uint8Array {
  const output = new Uint8ClampedArray(rows * count * 3);
  let target = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = first; column < first + count; column += 1) {
      let source = row * rowBytes + (starts[column]! - origin) * 3;
      const from = column * stride;
      const to = from + counts[column]!;
      let red = half;
      let green = half;
      let blue = half;
      for (let index = from; index < to; index += 1) {
        const weight = weights[index]!;
        red += pixels[source]! * weight;
        green += pixels[source + 1]! * weight;
        blue += pixels[source + 2]! * weight;
        source += 3;
      }
      output[target] = red >> precisionBits;
      output[target + 1] = green >> precisionBits;
      output[target + 2] = blue >> precisionBits;
      target += 3;
    }
  }
  return new Uint8Array(output.buffer);
}

/** `count` rows, made from all rows of `pixels`. */
export function resizeDown(
  { pixels, rowBytes, first, count, origin }: ResizePass,
  { starts, counts, weights, stride }: AxisWeights,
): Uint8Array {
  const output = new Uint8ClampedArray(rowBytes * count);
  const sums = new Int32Array(rowBytes);
  for (let row = 0; row < count; row += 1) {
    const from = (first + row) * stride;
    const start = starts[first + row]! - origin;
    sums.fill(half);
    for (let tap = 0; tap < counts[first + row]!; tap += 1) {
      const weight = weights[from + tap]!;
      const source = (start + tap) * rowBytes;
      for (let index = 0; index < rowBytes; index += 1) {
        sums[index] = sums[index]! + pixels[source + index]! * weight;
      }
    }
    for (let index = 0; index < rowBytes; index += 1) {
      output[row * rowBytes + index] = sums[index]! >> precisionBits;
    }
  }
  return new Uint8Array(output.buffer);
}
