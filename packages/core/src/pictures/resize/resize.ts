import type { ResizeFilter } from "./resize-filters.js";
import { resizeWithKernel } from "./resize-kernel.js";
import { resizeAcross, resizeDown } from "./resize-plain.js";
import type { CropBox, ResizePlan, RgbPart, RgbPixels } from "./resize-plan.js";
import { axisWeights, reachOf } from "./resize-weights.js";

/**
 * Resizes a picture to `size` and cuts `crop` out of the result: 8-bit RGB, `crop.width
 * * crop.height * 3` bytes.
 *
 * Gives the bytes of Pillow's `Image.resize(size, filter)`, the resampling that defines
 * the preprocessing of CLIP and of most models since. The filter's kernel is widened by
 * the reduction. It is applied across and then down, with 22-bit weights and 8-bit
 * pixels between the passes. Only the pixels inside the crop are computed. For a part of
 * a picture, `size` is the size of the whole picture after resizing, and the part must
 * hold what the crop needs (`neededPart`).
 */
export function resizePixels(
  image: RgbPixels | RgbPart,
  size: { width: number; height: number },
  crop: CropBox,
  filter: ResizeFilter,
): Uint8Array {
  const plan = planResize(image, size, crop, filter);
  return resizeWithKernel(plan) ?? resizePlain(plan);
}

/** `resizePixels` with the filter of CLIP, for what is no model's input. */
export function resizeBicubic(
  image: RgbPixels | RgbPart,
  size: { width: number; height: number },
  crop: CropBox = { left: 0, top: 0, ...size },
): Uint8Array {
  return resizePixels(image, size, crop, "bicubic");
}

/** The same in plain JavaScript, for runtimes without WebAssembly; five to ten times slower. */
export function resizePlain({ source, firstRow, rows, crop, across, down }: ResizePlan) {
  const rowBytes = source.width * 3;
  const narrow = resizeAcross(
    {
      pixels: source.pixels.subarray(firstRow * rowBytes),
      rowBytes,
      first: crop.left,
      count: crop.width,
      origin: source.left,
    },
    rows,
    across,
  );
  return resizeDown(
    {
      pixels: narrow,
      rowBytes: crop.width * 3,
      first: crop.top,
      count: crop.height,
      origin: source.top + firstRow,
    },
    down,
  );
}

/** The passes that a crop of a resized picture needs. */
export function planResize(
  image: RgbPixels | RgbPart,
  size: { width: number; height: number },
  crop: CropBox,
  filter: ResizeFilter = "bicubic",
): ResizePlan {
  const source = "whole" in image ? image : { ...image, left: 0, top: 0, whole: image };
  const { start, end } = verticalReach(source.whole, size, crop, filter);
  return {
    source,
    firstRow: start - source.top,
    rows: end - start,
    crop,
    across: axisWeights(source.whole.width, size.width, filter),
    down: axisWeights(source.whole.height, size.height, filter),
  };
}

/** A copy of the pixels that a resized crop is made from. */
export function neededPart(
  image: RgbPixels,
  size: { width: number; height: number },
  crop: CropBox,
  filter: ResizeFilter = "bicubic",
): RgbPart {
  const { start: top, end: bottom } = verticalReach(image, size, crop, filter);
  const last = crop.left + crop.width - 1;
  const left = reachOf(image.width, size.width, crop.left, filter).start;
  const right = reachOf(image.width, size.width, last, filter).end;
  const whole = { width: image.width, height: image.height };
  const part = { left, top, width: right - left, height: bottom - top, whole };
  if (part.width === image.width) {
    const rowBytes = image.width * 3;
    // Not slice(): that would not copy a Buffer.
    return {
      ...part,
      pixels: new Uint8Array(image.pixels.subarray(top * rowBytes, bottom * rowBytes)),
    };
  }
  const pixels = new Uint8Array(part.width * part.height * 3);
  for (let row = 0; row < part.height; row += 1) {
    const from = ((top + row) * image.width + left) * 3;
    pixels.set(image.pixels.subarray(from, from + part.width * 3), row * part.width * 3);
  }
  return { ...part, pixels };
}

function verticalReach(
  whole: { height: number },
  size: { height: number },
  crop: CropBox,
  filter: ResizeFilter,
): { start: number; end: number } {
  const { start } = reachOf(whole.height, size.height, crop.top, filter);
  const { end } = reachOf(whole.height, size.height, crop.top + crop.height - 1, filter);
  return { start, end };
}
