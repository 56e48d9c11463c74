import type { ModelPicture } from "../inference/preprocess.js";
import { type InputGeometry, placeInput } from "../pictures/resize/input-geometry.js";
import { onGround } from "../pictures/resize/make-input.js";
import { resizePixels } from "../pictures/resize/resize.js";
import { reachOf } from "../pictures/resize/resize-weights.js";

/** A rectangle of a picture, in its pixels. */
export interface Stripe {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Pixels of a stripe. A phone's photo has 48 stripes of 3 MB each. */
const stripePixels = 1 << 18;

/**
 * A model's input of a picture. It has the bytes of `makeInput`, and never holds all
 * pixels of the picture. Each stripe is narrowed when it comes. The narrow rows are
 * resized downwards at the end. The reference also rounds to 8 bits between these two
 * passes.
 *
 * @param readStripe gives 8-bit RGB, `3 * width * height` bytes
 */
export function inputFromStripes(
  picture: { width: number; height: number },
  geometry: InputGeometry,
  readStripe: (stripe: Stripe) => Uint8Array,
): ModelPicture {
  const { filter } = geometry;
  const { resized, crop } = placeInput(picture, geometry);
  const reach = (sides: "width" | "height", first: number) => ({
    start: reachOf(picture[sides], resized[sides], first, filter).start,
    end: reachOf(picture[sides], resized[sides], first + crop[sides] - 1, filter).end,
  });
  const across = reach("width", crop.left);
  const down = reach("height", crop.top);
  const width = across.end - across.start;
  const rowsEach = Math.max(1, Math.floor(stripePixels / width));
  const narrow = new Uint8Array((down.end - down.start) * crop.width * 3);
  for (let top = down.start; top < down.end; top += rowsEach) {
    const height = Math.min(rowsEach, down.end - top);
    const part = {
      pixels: readStripe({ left: across.start, top, width, height }),
      ...{ left: across.start, top: 0, width, height },
      whole: { width: picture.width, height },
    };
    const box = { left: crop.left, top: 0, width: crop.width, height };
    const rows = resizePixels(part, { width: resized.width, height }, box, filter);
    narrow.set(rows, (top - down.start) * crop.width * 3);
  }
  const rows = {
    pixels: narrow,
    ...{ left: 0, top: down.start, width: crop.width, height: down.end - down.start },
    whole: { width: crop.width, height: picture.height },
  };
  const size = { width: crop.width, height: resized.height };
  const pixels = resizePixels(rows, size, { ...crop, left: 0 }, filter);
  return {
    pixels: onGround(pixels, picture, geometry),
    ...{ width: geometry.width, height: geometry.height, isPrepared: true },
  };
}
