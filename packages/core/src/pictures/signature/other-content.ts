import type { GreyLevel } from "./grey-levels.js";
import { side, stride } from "./windows.js";

/** Least mean square of a window's detail in one direction, of 255 squared. */
const leastDetail = 16;

/** Correlation below which the details of one direction are others. */
const leastCorrelation = 0.5;

export interface OtherContent {
  /** Windows of the largest group of those that show something else, each beside another. */
  together: number;
  /** Share of the windows with detail that show something else. */
  share: number;
}

/**
 * Where a picture shows something else than the other picture has at the same place. Lines of writing lie on the same lines whatever they say, so details
 * along the rows and along the columns are compared each by itself.
 *
 * @param laid what the other picture shows at each pixel of the level, -1 for nothing
 */
export function findOtherContent(level: GreyLevel, laid: Float32Array): OtherContent {
  const columns = Math.max(0, Math.floor((level.width - side) / stride) + 1);
  const rows = Math.max(0, Math.floor((level.height - side) / stride) + 1);
  let [detailed, others] = [0, 0];
  const differs = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const first = row * stride * level.width + column * stride;
      if (!isCovered(laid, first, level.width)) continue;
      const across = isOtherAlong(level.values, laid, first, level.width, 1);
      const down = isOtherAlong(level.values, laid, first, 1, level.width);
      if (across !== null || down !== null) detailed++;
      if (across || down) {
        differs[row * columns + column] = 1;
        others++;
      }
    }
  }
  return {
    together: largestGroup(differs, columns),
    share: detailed === 0 ? 0 : others / detailed,
  };
}

function isCovered(laid: Float32Array, first: number, width: number): boolean {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) if (laid[first + y * width + x]! < 0) return false;
  }
  return true;
}

/**
 * Compares the lines of a window, `lineStep` apart, of pixels `step` apart, each less its
 * mean; null where the picture has no detail along them.
 */
function isOtherAlong(
  values: Float32Array,
  laid: Float32Array,
  first: number,
  lineStep: number,
  step: number,
): boolean | null {
  let [square, otherSquare, product] = [0, 0, 0];
  for (let line = 0; line < side; line++) {
    const begin = first + line * lineStep;
    let [sum, otherSum] = [0, 0];
    for (let i = 0; i < side; i++) {
      sum += values[begin + i * step]!;
      otherSum += laid[begin + i * step]!;
    }
    for (let i = 0; i < side; i++) {
      const value = values[begin + i * step]! - sum / side;
      const other = laid[begin + i * step]! - otherSum / side;
      square += value * value;
      otherSquare += other * other;
      product += value * other;
    }
  }
  if (square < leastDetail * side * side) return null;
  return product < leastCorrelation * Math.sqrt(square * otherSquare) || otherSquare === 0;
}

/** Windows of the largest group of marked ones, each beside another, also across a corner. */
function largestGroup(marked: Uint8Array, columns: number): number {
  const left = marked.slice();
  let largest = 0;
  for (let start = 0; start < left.length; start++) {
    if (left[start] === 0) continue;
    left[start] = 0;
    const waiting = [start];
    let size = 0;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      size++;
      const column = at % columns;
      for (const down of [-columns, 0, columns]) {
        for (const across of [-1, 0, 1]) {
          const next = at + down + across;
          if (column + across < 0 || column + across >= columns || !left[next]) continue;
          left[next] = 0;
          waiting.push(next);
        }
      }
    }
    largest = Math.max(largest, size);
  }
  return largest;
}
