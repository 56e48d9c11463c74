import sharp, { type SharpOptions } from "sharp";
import type { ImageLimits } from "../api/options.js";
import { isRevimgError, RevimgError } from "../lib/errors.js";
import { decodeError } from "./decode-error.js";
import { isNearlyBlack } from "./deep-samples.js";
import { assertBytes } from "./limits.js";
import { lacksJpegEnd, mendEnd } from "./mend-end.js";
import { type OpenPicture, openPicture, openWidened } from "./open-picture.js";
import { type Header, readHeader } from "./read-header.js";
import { type PixelBox, readPart, readWhole } from "./read-pixels.js";
import { type ImageMimeType, sniffImageType } from "./sniff.js";

// Pictures are decoded in parallel, one thread each. sharp need not remember them.
sharp.concurrency(1);
sharp.cache(false);

/** Pixels on the shorter side of a working copy that leave room for a thumbnail. */
const leastWorkingSide = 320;

/** No working copy has more pixels. Only panoramas of 1:40 and more come near it. */
const maxWorkingPixels = 4_000_000;

/**
 * Pictures up to this many pixels are decoded in full and hashed. A larger JPEG is
 * reduced while it is read, in a third of the time.
 */
const maxHashedPixels = 2_000_000;

export interface DecodeOptions {
  limits: ImageLimits;
  /** Pixels on the shorter side of the working copy, at most. Default 320; see `workingSideFor`. */
  workingSide?: number | undefined;
  /**
   * Decodes as CLIP's reference code does, to compare with it: ignores EXIF orientation
   * and colour profile, and drops transparency. Not for an index: no preprocessing
   * version covers such vectors.
   */
  reference?: boolean | undefined;
  /**
   * Chooses the rectangle to decode from the upright picture's size, in whole pixels
   * within it. Its errors are passed on. Default: the whole picture.
   */
  cut?: ((width: number, height: number) => PixelBox) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The `workingSide` for a model with an input of `inputSize` pixels a side. It is three
 * times as large. At 12 megapixels, the model's input then differs from that of the
 * full picture by less than 0.35 of 255 on average.
 */
export function workingSideFor(inputSize: number): number {
  return Math.max(leastWorkingSide, 3 * inputSize);
}

/** A picture, decoded once. Model input, thumbnail and fingerprint are all made from `pixels`. */
export interface DecodedImage {
  /** Pixels of the upright original (EXIF orientation applied), or of the part that was cut. */
  width: number;
  height: number;
  /** Told by the content, not by the name. */
  mimeType: ImageMimeType;
  /** The working copy: upright sRGB, 3 bytes a pixel, rows from the top, `pixelWidth * pixelHeight * 3` bytes. */
  pixels: Uint8Array;
  pixelWidth: number;
  pixelHeight: number;
  /**
   * SHA-256 of the size and the upright sRGB pixels of the original, with their
   * transparency if there is any, 64 hex digits. Null above 2 megapixels, for a part of
   * a picture, for `reference`, for a picture that shows almost nothing (`isPlain`),
   * and for a picture that 8-bit sRGB pixels can't fully hold: more than one frame or
   * page, more than 8 bits, other colours.
   */
  pixelHash: string | null;
}

/**
 * Decodes a picture to a working copy of upright 8-bit sRGB pixels.
 *
 * The size in bytes is checked first, then the size in pixels in the header. Decoding
 * then takes `decodeTimeoutMs` (rounded up to whole seconds) at most. This limit stops
 * formats that are decoded row by row; an AVIF is first decoded to its end.
 *
 * The copy's shorter side is reduced to `workingSide`; nothing is enlarged. An
 * animation gives its first frame. Transparency is laid on white, or on black when the
 * picture shows only there (`groundFor`). An embedded colour profile is converted to
 * sRGB. Grey, palette, CMYK and 16-bit pictures become 8-bit RGB; deeper samples are
 * stretched (`stretchSamples`). These choices are part of the model's preprocessing
 * version.
 *
 * A file that lacks only its end mark is decoded. Rejects with `image_too_large`,
 * `unsupported`, `image_decode_failed`, or with the signal's reason.
 */
export async function decodeImage(
  bytes: Uint8Array,
  options: DecodeOptions,
): Promise<DecodedImage> {
  const { limits, signal } = options;
  signal?.throwIfAborted();
  assertBytes(bytes.length, limits);
  const mimeType = sniffImageType(bytes);
  try {
    const decoded = await decodeOrMend(bytes, mimeType, options);
    return { ...decoded, mimeType };
  } catch (error) {
    signal?.throwIfAborted();
    throw decodeError(error, mimeType, limits);
  }
}

async function decodeOrMend(bytes: Uint8Array, mimeType: ImageMimeType, options: DecodeOptions) {
  try {
    // A decoder may read what follows a JPEG's data without an end marker as data.
    if (mimeType === "image/jpeg" && lacksJpegEnd(bytes)) {
      throw new Error("premature end, without an end marker");
    }
    return await decodePixels(bytes, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isRevimgError(error)) throw error;
    const mended = await mendEnd(bytes, mimeType, decodingOf(options));
    if (!mended) throw error;
    return decodePixels(mended, options);
  }
}

async function decodePixels(
  bytes: Uint8Array,
  options: DecodeOptions,
): Promise<Omit<DecodedImage, "mimeType">> {
  const { limits, workingSide = leastWorkingSide, reference = false, cut, signal } = options;
  const header = await readHeader(bytes, reference);
  signal?.throwIfAborted();
  assertPixels(header, limits);
  const box = cut?.(header.width, header.height);
  const { width, height } = box ?? header;
  const [pixelWidth, pixelHeight] = workingSize(width, height, workingSide);
  const copy = { width: pixelWidth, height: pixelHeight };
  const isWhole = !box && !reference && width * height <= maxHashedPixels;
  const read = (open: OpenPicture) =>
    isWhole ? readWhole(open, header, copy) : readPart(open, header, box, copy);
  const file = { bytes, header, ...decodingOf(options) };
  const found = await read(await openPicture(file, reference));
  const wider = !reference && isNearlyBlack(header, found.pixels) && (await openWidened(file));
  const shown = wider ? await read(wider) : found;
  signal?.throwIfAborted();
  return { width, height, ...shown, pixelWidth, pixelHeight };
}

function decodingOf({ limits, reference = false }: DecodeOptions) {
  const options: SharpOptions = {
    failOn: "error",
    limitInputPixels: limits.maxPixels,
    ignoreIcc: reference,
  };
  return { options, timeoutSeconds: Math.ceil(limits.decodeTimeoutMs / 1000) };
}

function workingSize(width: number, height: number, workingSide: number): [number, number] {
  const scale = Math.min(
    1,
    workingSide / Math.min(width, height),
    Math.sqrt(maxWorkingPixels / (width * height)),
  );
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

function assertPixels({ width, height }: Header, { maxPixels }: ImageLimits): void {
  if (width * height <= maxPixels) return;
  throw new RevimgError(
    "image_too_large",
    `The picture has ${width} x ${height} = ${width * height} pixels; at most ${maxPixels} are decoded. Raise limits.maxPixels, or make the picture smaller.`,
    { details: { width, height, maxPixels } },
  );
}
