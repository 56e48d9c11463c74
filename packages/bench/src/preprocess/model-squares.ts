import sharp, { type Sharp } from "sharp";
import { decodeImage, workingSideFor } from "../../../core/src/pictures/decode.js";
import { defaultImageLimits } from "../../../core/src/pictures/limits.js";
import { centerSquare } from "../../../core/src/pictures/resize/center-square.js";

/** Pixels a side of CLIP's input. */
const inputSize = 224;

/** What a model is given of a picture in use: of a large one, made from a reduced copy. */
export async function squareInUse(bytes: Uint8Array): Promise<Uint8Array> {
  const { pixels, pixelWidth, pixelHeight } = await decodeImage(bytes, {
    limits: defaultImageLimits,
    workingSide: workingSideFor(inputSize),
  });
  return centerSquare({ pixels, width: pixelWidth, height: pixelHeight }, inputSize);
}

/** The same made from every pixel of the picture, with the same colours. */
export async function squareFromAllPixels(bytes: Uint8Array): Promise<Uint8Array> {
  const picture = sharp(bytes, { failOn: "error" }).autoOrient().flatten({ background: "#ffffff" });
  return squareOf(picture);
}

/** The same as CLIP's reference code sees the picture: as it is stored, without its colour profile. */
export async function squareOfReference(bytes: Uint8Array): Promise<Uint8Array> {
  return squareOf(sharp(bytes, { failOn: "error", ignoreIcc: true }).removeAlpha());
}

async function squareOf(picture: Sharp): Promise<Uint8Array> {
  const { data, info } = await picture
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return centerSquare({ pixels: data, width: info.width, height: info.height }, inputSize);
}
