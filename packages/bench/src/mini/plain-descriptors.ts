import { type Square, side } from "./picture-sets.js";

const levels = 4;
const cells = 16;

/** How often each of 64 colours occurs (4 levels of red, green and blue), L2 norm 1. */
export function colourHistogram(square: Square): Float32Array {
  const counts = new Float32Array(levels ** 3);
  for (let at = 0; at < square.length; at += 3) {
    const [red, green, blue] = [square[at]!, square[at + 1]!, square[at + 2]!].map(
      (value) => value >> 6,
    );
    counts[(red! * levels + green!) * levels + blue!]!++;
  }
  return unit(counts);
}

/** The picture at 16 x 16 pixels, its mean taken away, L2 norm 1. */
export function smallPixels(square: Square): Float32Array {
  const small = new Float32Array(cells * cells * 3);
  const step = side / cells;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const cell = (Math.floor(y / step) * cells + Math.floor(x / step)) * 3;
      for (let colour = 0; colour < 3; colour++) {
        small[cell + colour]! += square[(y * side + x) * 3 + colour]!;
      }
    }
  }
  const mean = small.reduce((sum, value) => sum + value, 0) / small.length;
  return unit(small.map((value) => value - mean));
}

function unit(values: Float32Array): Float32Array {
  const norm = Math.hypot(...values) || 1;
  return values.map((value) => value / norm);
}
