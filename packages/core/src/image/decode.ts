import { createHash } from "node:crypto";
import sharp from "sharp";
import type { ImageLimits } from "../api.js";
import { RevimgError } from "../errors.js";
import { assertBytes } from "./limits.js";
import { type ImageMimeType, sniffImageType } from "./sniff.js";

// Pictures are decoded in parallel, one thread each; a decoded picture is never asked for twice.
sharp.concurrency(1);
sharp.cache(false);

/** Pixels on the shorter side of a working copy that leave room for a thumbnail. */
const leastWorkingSide = 320;

/** No working copy has more pixels than this; only panoramas with sides 1:40 and beyond come near it. */
const maxWorkingPixels = 4_000_000;

/** Pixels of a picture up to which all of them are decoded and hashed: a larger JPEG is reduced as it is read, at a third of the time. */
const maxHashedPixels = 2_000_000;

export interface DecodeOptions {
  limits: ImageLimits;
  /** Pixels on the shorter side of the working copy, at most. Default 320; see `workingSideFor`. */
  workingSide?: number | undefined;
  /**
   * Decode as CLIP's reference code does, to compare with it: EXIF orientation and
   * colour profile are ignored, and transparency is dropped instead of laid on
   * white. Not for an index: its vectors are of no preprocessing version.
   */
  reference?: boolean | undefined;
  /**
   * Which rectangle of the upright picture to decode, in whole pixels within it,
   * by the picture's size. What it throws is thrown on. Default: all of it.
   */
  cut?: ((width: number, height: number) => PixelBox) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The `workingSide` for a model with an input of `inputSize` pixels a side. Three
 * times as many pixels keep the model's input as it is from the full picture: at
 * 12 megapixels it differs by less than 0.35 of 255 on average.
 */
export function workingSideFor(inputSize: number): number {
  return Math.max(leastWorkingSide, 3 * inputSize);
}

export interface PixelBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A picture, decoded once: model input, thumbnail and fingerprint are all made from `pixels`. */
export interface DecodedImage {
  /** Pixels of the original, upright (EXIF orientation applied); of its part where it was cut. */
  width: number;
  height: number;
  /** By content. */
  mimeType: ImageMimeType;
  /** The working copy: upright sRGB, 3 bytes a pixel, rows from the top, `pixelWidth * pixelHeight * 3` bytes. */
  pixels: Uint8Array;
  pixelWidth: number;
  pixelHeight: number;
  /**
   * SHA-256 of the size and the upright sRGB pixels of the original, 64 hex
   * digits; null above 2 megapixels, for a part of a picture and for `reference`.
   */
  pixelHash: string | null;
}

/**
 * Decodes a picture to a working copy of upright 8-bit sRGB pixels.
 *
 * The size in bytes is checked first, then the size in pixels that the header
 * states; then the picture is decoded, for `decodeTimeoutMs` (rounded up to whole
 * seconds) at most. The limit stops formats that are decoded row by row; an AVIF
 * is first decoded to its end. The copy's shorter side is reduced to
 * `workingSide`; nothing is enlarged. Of an animation the first frame is taken,
 * transparency is laid on white, an embedded colour profile is converted to sRGB,
 * and grey, palette, CMYK and 16-bit pictures become 8-bit RGB. These choices are
 * part of the model's preprocessing version.
 *
 * Rejects with `image_too_large`, `unsupported`, `image_decode_failed`, or with
 * the signal's reason.
 */
export async function decodeImage(
  bytes: Uint8Array,
  { limits, workingSide = leastWorkingSide, reference = false, cut, signal }: DecodeOptions,
): Promise<DecodedImage> {
  signal?.throwIfAborted();
  assertBytes(bytes.length, limits);
  const mimeType = sniffImageType(bytes);
  try {
    const whole = await readSize(bytes, reference);
    signal?.throwIfAborted();
    assertPixels(whole.width, whole.height, limits);
    const box = cut?.(whole.width, whole.height);
    const { width, height } = box ?? whole;
    const [pixelWidth, pixelHeight] = workingSize(width, height, workingSide);
    const picture = sharp(bytes, {
      failOn: "error",
      limitInputPixels: limits.maxPixels,
      ignoreIcc: reference,
    }).timeout({ seconds: Math.ceil(limits.decodeTimeoutMs / 1000) });
    if (reference) picture.removeAlpha();
    else picture.autoOrient().flatten({ background: "#ffffff" });
    if (box) picture.extract(box);
    const isHashed = !box && !reference && width * height <= maxHashedPixels;
    const all = isHashed ? await picture.toColourspace("srgb").raw().toBuffer() : null;
    const reduced = all ? sharp(all, { raw: { width, height, channels: 3 } }) : picture;
    const pixels = await reduced
      // Without this option libvips shrinks a JPEG so far on loading that the copy differs visibly.
      .resize(pixelWidth, pixelHeight, { fit: "fill", kernel: "cubic", fastShrinkOnLoad: false })
      .toColourspace("srgb")
      .raw()
      .toBuffer();
    signal?.throwIfAborted();
    const pixelHash = all && hashPixels(width, height, all);
    return { width, height, mimeType, pixels, pixelWidth, pixelHeight, pixelHash };
  } catch (error) {
    signal?.throwIfAborted();
    throw decodeError(error, mimeType, limits);
  }
}

function hashPixels(width: number, height: number, pixels: Uint8Array): string {
  return createHash("sha256").update(`${width}x${height} `).update(pixels).digest("hex");
}

/** Width and height from the header, of the picture upright or as it is stored. */
async function readSize(
  bytes: Uint8Array,
  asStored: boolean,
): Promise<{ width: number; height: number }> {
  // The limit is checked by the caller, whose error says which option it was.
  const { autoOrient, width, height } = await sharp(bytes, {
    failOn: "error",
    limitInputPixels: false,
  }).metadata();
  return asStored ? { width, height } : autoOrient;
}

function workingSize(width: number, height: number, workingSide: number): [number, number] {
  const scale = Math.min(
    1,
    workingSide / Math.min(width, height),
    Math.sqrt(maxWorkingPixels / (width * height)),
  );
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

function assertPixels(width: number, height: number, { maxPixels }: ImageLimits): void {
  if (width * height <= maxPixels) return;
  throw new RevimgError(
    "image_too_large",
    `The picture has ${width} x ${height} = ${width * height} pixels; at most ${maxPixels} are decoded. Raise limits.maxPixels, or make the picture smaller.`,
    { details: { width, height, maxPixels } },
  );
}

/** What the decoder's message means to the person whose picture it is. */
function decodeError(error: unknown, mimeType: string, limits: ImageLimits): unknown {
  if (error instanceof RevimgError) return error;
  const reason = (error instanceof Error ? error.message : String(error)).trim();
  const format = mimeType.slice("image/".length).toUpperCase();
  const lines = reason.split("\n").filter((line) => /[a-z]{3}/i.test(line));
  const decoder = ` (decoder: ${lines.at(-1)})`;
  if (/timeout|killed for image/.test(reason)) {
    return new RevimgError(
      "image_decode_failed",
      `Decoding the picture took longer than ${limits.decodeTimeoutMs} ms. Raise limits.decodeTimeoutMs, or save the picture anew.`,
      { cause: error },
    );
  }
  if (/not implemented|not supported|unsupported jpeg|no decoding plugin|hvcc/i.test(reason)) {
    return new RevimgError(
      "unsupported",
      `This kind of ${format} file is not supported${decoder}. Convert it to an ordinary JPEG or PNG.`,
      { cause: error },
    );
  }
  const cutOff = /premature end|unexpected end|truncat/i.test(reason);
  return new RevimgError(
    "image_decode_failed",
    cutOff
      ? `The ${format} file ends before the picture does: it was cut off, perhaps by an interrupted download or copy${decoder}. Get it again from where it came.`
      : `The ${format} file is damaged or cut off and can't be decoded${decoder}. Open it in a picture viewer and save it anew, or get it again from where it came.`,
    { cause: error },
  );
}
