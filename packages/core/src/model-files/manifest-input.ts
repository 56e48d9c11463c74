import type { InputGeometry } from "../pictures/resize/input-geometry.js";
import type { PictureInput } from "./model-manifest.js";

/** How the pictures of a model are resized and cut, with the defaults filled in. */
export function geometryOf(input: PictureInput): InputGeometry {
  const { size, resize = "crop", filter = "bicubic", padColor = [0, 0, 0] } = input;
  const { width, height } = typeof size === "number" ? { width: size, height: size } : size;
  const { resizeTo = Math.max(width, height) } = input;
  return { width, height, resize, resizeTo, filter, padColor };
}

/** How the colours of a model's input are scaled, with the defaults filled in. */
export function scalingOf({ mean = [0, 0, 0], std = [1, 1, 1] }: PictureInput) {
  return { mean, std };
}
