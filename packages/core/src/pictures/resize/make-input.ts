import { type InputGeometry, placeInput } from "./input-geometry.js";
import { neededPart, resizePixels } from "./resize.js";
import type { RgbPart, RgbPixels } from "./resize-plan.js";

/** The pixels of a model's input: 8-bit RGB, `3 * width * height` bytes of the geometry. */
export function makeInput(image: RgbPixels | RgbPart, geometry: InputGeometry): Uint8Array {
  const whole = "whole" in image ? image.whole : image;
  const { resized, crop } = placeInput(whole, geometry);
  return onGround(resizePixels(image, resized, crop, geometry.filter), whole, geometry);
}

/** A copy of the pixels that `makeInput` needs: of a panorama, little more than its middle. */
export function inputPart(image: RgbPixels, geometry: InputGeometry): RgbPart {
  const { resized, crop } = placeInput(image, geometry);
  return neededPart(image, resized, crop, geometry.filter);
}

/** Lays the resized pixels of a picture where they belong, with the border's colour around. */
export function onGround(
  pixels: Uint8Array,
  picture: { width: number; height: number },
  geometry: InputGeometry,
): Uint8Array {
  const { crop, left, top } = placeInput(picture, geometry);
  const { width, height, padColor } = geometry;
  if (crop.width === width && crop.height === height) return pixels;
  const ground = new Uint8Array(width * height * 3);
  for (let index = 0; index < ground.length; index += 1) ground[index] = padColor[index % 3]!;
  for (let row = 0; row < crop.height; row += 1) {
    const from = row * crop.width * 3;
    const to = ((top + row) * width + left) * 3;
    ground.set(pixels.subarray(from, from + crop.width * 3), to);
  }
  return ground;
}
