import { RevimgError } from "../lib/errors.js";
import type { InputGeometry } from "../pictures/resize/input-geometry.js";
import { makeInput } from "../pictures/resize/make-input.js";
import type { RgbPart, RgbPixels } from "../pictures/resize/resize-plan.js";

/**
 * Version of everything that decides a model's input: the decoding rules of
 * `decodeImage` (orientation, first frame, the ground behind transparency, sRGB, size
 * of the working copy), and the resize, crop and scaling below. Vectors of different
 * versions are not compared.
 */
const preprocessingVersion = 1;

/** Throws `model_corrupt` when a model wants another version than this package has. */
export function requirePreprocessing(id: string, wanted: number): void {
  if (wanted === preprocessingVersion) return;
  throw new RevimgError(
    "model_corrupt",
    `The model ${id} wants preprocessing version ${wanted}, this package has ${preprocessingVersion}. Install the version of @revimg/core that it was made for.`,
    { details: { model: id } },
  );
}

/** How a model wants its pixels. */
export interface InputShape {
  geometry: InputGeometry;
  /** Mean and standard deviation of each colour (red, green, blue) on a scale of 0 to 1. */
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

/** A picture for a model. */
export type ModelPicture = (RgbPixels | RgbPart) & {
  /** Its pixels are what `makeInput` gives. They are not resized again. */
  isPrepared?: boolean;
};

/**
 * Writes one picture into a model's input: resized and cut as its geometry says, colours
 * divided by 255, the mean subtracted, divided by the deviation. `target` takes `3 *
 * width * height` values, all red ones first, then green, then blue.
 */
export function writeModelInput(
  image: ModelPicture,
  { geometry, mean, std }: InputShape,
  target: Float32Array,
): void {
  const pixels = image.isPrepared ? image.pixels : makeInput(image, geometry);
  const plane = geometry.width * geometry.height;
  for (let channel = 0; channel < 3; channel += 1) {
    const scale = 1 / (255 * std[channel]!);
    const shift = mean[channel]! / std[channel]!;
    for (let index = 0; index < plane; index += 1) {
      target[channel * plane + index] = pixels[index * 3 + channel]! * scale - shift;
    }
  }
}
