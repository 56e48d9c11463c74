import sharp from "sharp";
import type { DecodedImage } from "./decode.js";
import { fitInside } from "./fit-inside.js";
import { resizeBicubic } from "./resize/resize.js";

export const thumbnailMimeType = "image/jpeg";

/** Pixels on a thumbnail's longer side, at most. */
const thumbnailSide = 320;

/**
 * A thumbnail as JPEG: the whole picture, at most 320 pixels a side, never enlarged. It
 * is made from pixels, so it holds no metadata of the original (place, camera,
 * comments).
 */
export async function makeThumbnail(image: DecodedImage): Promise<Uint8Array> {
  const whole = { pixels: image.pixels, width: image.pixelWidth, height: image.pixelHeight };
  const isSmall = Math.max(whole.width, whole.height) <= thumbnailSide;
  const size = isSmall ? whole : fitInside(whole, thumbnailSide);
  const pixels = isSmall ? whole.pixels : resizeBicubic(whole, size);
  const raw = { width: size.width, height: size.height, channels: 3 } as const;
  const jpeg = await sharp(pixels, { raw })
    // WebP is a sixth smaller and takes five times as long. Optimised tables save 3 %
    // for half the time again.
    .jpeg({ quality: 80, optimiseCoding: false })
    .toBuffer();
  // A copy: the encoder's own memory can't be handed to another thread.
  return new Uint8Array(jpeg);
}
