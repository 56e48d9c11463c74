import sharp, { type Sharp } from "sharp";
import type { DecodedImage } from "../decode.js";

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

/** A small picture is enlarged, so that a copy at a quarter of the size has the same frame but for detail. */
export function frameOf({ pixels, pixelWidth, pixelHeight }: DecodedImage): Promise<Frame> {
  const raw = { width: pixelWidth, height: pixelHeight, channels: 3 } as const;
  return toFrame(sharp(pixels, { raw }));
}

/** The frame of a picture by its thumbnail. Rejects with sharp's error when that is no picture. */
export function frameOfThumbnail(thumbnail: Uint8Array): Promise<Frame> {
  return toFrame(sharp(thumbnail));
}

async function toFrame(picture: Sharp): Promise<Frame> {
  const { data, info } = await picture
    .resize(frameSide, frameSide, { fit: "inside", kernel: "cubic" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
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
