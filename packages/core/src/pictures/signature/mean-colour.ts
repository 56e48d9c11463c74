import type { Frame } from "./frame.js";

/** Blue and red, less green, on average over every second pixel around a place of a frame. */
export function meanColour({ pixels, width, height }: Frame, x: number, y: number) {
  const left = Math.floor(x) - 4;
  const top = Math.floor(y) - 4;
  let blue = 0;
  let red = 0;
  let count = 0;
  for (let atY = top < 0 ? top & 1 : top; atY <= y + 4 && atY < height; atY += 2) {
    for (let atX = left < 0 ? left & 1 : left; atX <= x + 4 && atX < width; atX += 2) {
      const at = 3 * (atY * width + atX);
      const green = pixels[at + 1]!;
      blue += pixels[at + 2]! - green;
      red += pixels[at]! - green;
      count++;
    }
  }
  return { blue: blue / count, red: red / count };
}
