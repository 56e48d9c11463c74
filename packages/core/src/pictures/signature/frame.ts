import sharp from "sharp";
import type { DecodedImage } from "../decode.js";
import { fitInside } from "../fit-inside.js";
import { resizeBicubic } from "../resize/resize.js";

type PixelSource = Pick<DecodedImage, "pixels" | "pixelWidth" | "pixelHeight">;

/** Pixels on a frame's longer side, whatever size the picture has. */
const frameSide = 192;

/** Most that a channel of a picture of one colour differs from itself: compression leaves as much. */
const mostDifference = 16;

/** A picture at the size at which pictures are compared: sRGB, 3 bytes a pixel, rows from the top. */
export interface Frame {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/**
 * A picture made as large as a frame, bicubic. A small one is enlarged, so that a copy
 * at a quarter of the size has the same frame but for detail.
 */
export function frameOf(
  { pixels, pixelWidth: width, pixelHeight: height }: PixelSource,
  side = frameSide,
): Frame {
  const size = fitInside({ width, height }, side);
  return { pixels: resizeBicubic({ pixels, width, height }, size), ...size };
}

/** The frame of a picture by its thumbnail. Rejects with sharp's error when that is no picture. */
export async function frameOfThumbnail(thumbnail: Uint8Array): Promise<Frame> {
  const { data, info } = await sharp(thumbnail)
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return frameOf({ pixels: data, pixelWidth: info.width, pixelHeight: info.height });
}

export function isOfOneColour({ pixels }: Frame): boolean {
  for (let channel = 0; channel < 3; channel++) {
    let [least, most] = [255, 0];
    for (let at = channel; at < pixels.length; at += 3) {
      least = Math.min(least, pixels[at]!);
      most = Math.max(most, pixels[at]!);
      if (most - least > mostDifference) return false;
    }
  }
  return true;
}

/** Red, green and blue, each 0 to 255. */
export function meanColour({ pixels }: Frame): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < pixels.length; at++) sums[at % 3]! += pixels[at]!;
  const count = pixels.length / 3;
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}
