import type { GreyLevel } from "./grey-levels.js";
import type { Placement } from "./placement.js";

/** A placement in another frame, or in its mirror image. */
export interface Turn extends Placement {
  /** Pixels of the frame that is mirrored; null for one that is not. */
  mirrorWidth: number | null;
}

export function xOf({ a, b, dx, mirrorWidth }: Turn, x: number, y: number): number {
  const toX = a * x - b * y + dx;
  return mirrorWidth === null ? toX : mirrorWidth - toX;
}

export function yOf({ a, b, dy }: Turn, x: number, y: number): number {
  return b * x + a * y + dy;
}

/** What `other` shows at each pixel of `level`, -1 outside of it; and at how many it shows something. */
export function layOn(level: GreyLevel, other: GreyLevel, turn: Turn) {
  const laid = new Float32Array(level.values.length).fill(-1);
  const { values, width, height, unitX, unitY } = other;
  const { a, b, dx, dy, mirrorWidth } = turn;
  let covered = 0;
  for (let y = 0, pixel = 0; y < level.height; y++) {
    const fromY = (y + 0.5) * level.unitY;
    for (let x = 0; x < level.width; x++, pixel++) {
      const fromX = (x + 0.5) * level.unitX;
      const toX = a * fromX - b * fromY + dx;
      const atX = (mirrorWidth === null ? toX : mirrorWidth - toX) / unitX - 0.5;
      const atY = (b * fromX + a * fromY + dy) / unitY - 0.5;
      const left = Math.floor(atX);
      const top = Math.floor(atY);
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) continue;
      const at = top * width + left;
      const upper = values[at]! + (atX - left) * (values[at + 1]! - values[at]!);
      const below = at + width;
      const lower = values[below]! + (atX - left) * (values[below + 1]! - values[below]!);
      laid[pixel] = upper + (atY - top) * (lower - upper);
      covered++;
    }
  }
  return { laid, covered };
}
