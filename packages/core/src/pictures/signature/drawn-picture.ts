import type { GreyLevel } from "./grey-levels.js";
import { side, stride } from "./windows.js";

/** Levels of 255 about the ground's own that are ground. */
const groundWidth = 6;

/** Standard deviation, of 255, from which on a window has detail. */
const leastDeviation = 4;

/** Least share of the ground, and of the windows with detail that touch it, in a drawn picture. */
const [leastGround, leastTouching] = [0.4, 0.6];

export interface Ground {
  /** The brightness that most of the picture has, 0 to 255. */
  value: number;
  /**
   * Nearly all detail touches the ground, as in a form, a chart, a slide or a page of
   * text. Of 200 photos and of 100 pictures of clothes none is so.
   */
  isDrawn: boolean;
}

/** The ground that a picture is drawn, written or photographed on; null where it has none. */
export function readGround(level: GreyLevel): Ground | null {
  const ground = groundOf(level);
  if (ground.share < leastGround) return null;
  const { values, width, height } = level;
  let detailed = 0;
  let touching = 0;
  for (let top = 0; top + side <= height; top += stride) {
    for (let left = 0; left + side <= width; left += stride) {
      let [sum, squares, onGround] = [0, 0, 0];
      for (let y = top; y < top + side; y++) {
        for (let at = y * width + left; at < y * width + left + side; at++) {
          const value = values[at]!;
          sum += value;
          squares += value * value;
          if (Math.abs(value - ground.value) <= groundWidth) onGround++;
        }
      }
      const count = side * side;
      if (squares / count - (sum / count) ** 2 < leastDeviation ** 2) continue;
      detailed++;
      if (onGround > 0) touching++;
    }
  }
  return { value: ground.value, isDrawn: touching >= leastTouching * detailed };
}

/** The brightness that most pixels have, and their share. */
function groundOf({ values }: GreyLevel): { value: number; share: number } {
  const counts = new Uint32Array(256);
  for (const value of values) counts[Math.min(255, Math.max(0, Math.round(value)))]!++;
  let [most, value] = [0, 0];
  for (let middle = 0; middle < 256; middle++) {
    let count = 0;
    const first = Math.max(0, middle - 4);
    for (let at = first; at <= Math.min(255, middle + 4); at++) count += counts[at]!;
    if (count > most) [most, value] = [count, middle];
  }
  return { value, share: most / values.length };
}
