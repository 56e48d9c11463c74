import { squareGeometry } from "./input-geometry.js";
import { makeInput } from "./make-input.js";
import type { RgbPart, RgbPixels } from "./resize-plan.js";

/**
 * The middle square of a picture whose shorter side is resized to `size`, as CLIP sees
 * it: 8-bit RGB, `3 * size * size` bytes.
 */
export function centerSquare(image: RgbPixels | RgbPart, size: number): Uint8Array {
  return makeInput(image, squareGeometry(size));
}
