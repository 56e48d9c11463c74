import { squareOf } from "../pictures/resize/center-square.js";
import { resizeBicubic } from "../pictures/resize/resize.js";
import type { RgbPixels } from "../pictures/resize/resize-plan.js";
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
 * The middle square of a picture whose shorter side is resized to `size`. It has the
 * bytes of `centerSquare`, and never holds all pixels of the picture. Each stripe is
 * narrowed when it comes. The narrow rows are resized downwards at the end. The
 * reference also rounds to 8 bits between these two passes.
 *
 * @param readStripe gives 8-bit RGB, `3 * width * height` bytes
 */
export function squareFromStripes(
  picture: { width: number; height: number },
  size: number,
  readStripe: (stripe: Stripe) => Uint8Array,
): RgbPixels {
  const { resized, crop } = squareOf(picture, size);
  const reach = (sides: "width" | "height", first: number) => ({
    start: reachOf(picture[sides], resized[sides], first).start,
    end: reachOf(picture[sides], resized[sides], first + size - 1).end,
  });
  const across = reach("width", crop.left);
  const down = reach("height", crop.top);
  const width = across.end - across.start;
  const rowsEach = Math.max(1, Math.floor(stripePixels / width));
  const narrow = new Uint8Array((down.end - down.start) * size * 3);
  for (let top = down.start; top < down.end; top += rowsEach) {
    const height = Math.min(rowsEach, down.end - top);
    const part = {
      pixels: readStripe({ left: across.start, top, width, height }),
      ...{ left: across.start, top: 0, width, height },
      whole: { width: picture.width, height },
    };
    const box = { left: crop.left, top: 0, width: size, height };
    const rows = resizeBicubic(part, { width: resized.width, height }, box);
    narrow.set(rows, (top - down.start) * size * 3);
  }
  const pixels = resizeBicubic(
    {
      pixels: narrow,
      ...{ left: 0, top: down.start, width: size, height: down.end - down.start },
      whole: { width: size, height: picture.height },
    },
    { width: size, height: resized.height },
    { left: 0, top: crop.top, width: size, height: size },
  );
  return { pixels, width: size, height: size };
}
