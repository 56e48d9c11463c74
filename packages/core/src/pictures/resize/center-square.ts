import { neededPart, resizeBicubic } from "./resize.js";
import type { CropBox, RgbPart, RgbPixels } from "./resize-plan.js";

/**
 * The middle square of a picture whose shorter side is resized to `size`: 8-bit
 * RGB, `3 * size * size` bytes. Sizes and offsets are rounded as torchvision
 * rounds them.
 */
export function centerSquare(image: RgbPixels | RgbPart, size: number): Uint8Array {
  const { resized, crop } = squareOf("whole" in image ? image.whole : image, size);
  return resizeBicubic(image, resized, crop);
}

/** A copy of the pixels that `centerSquare` needs: of a panorama, little more than its middle. */
export function centerPart(image: RgbPixels, size: number): RgbPart {
  const { resized, crop } = squareOf(image, size);
  return neededPart(image, resized, crop);
}

/** The size that a picture is resized to, and the middle square of that. */
export function squareOf({ width, height }: { width: number; height: number }, size: number) {
  const shorter = Math.min(width, height);
  const resized = {
    width: width === shorter ? size : Math.trunc((size * width) / shorter),
    height: height === shorter ? size : Math.trunc((size * height) / shorter),
  };
  const crop: CropBox = {
    left: roundHalfToEven((resized.width - size) / 2),
    top: roundHalfToEven((resized.height - size) / 2),
    width: size,
    height: size,
  };
  return { resized, crop };
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
