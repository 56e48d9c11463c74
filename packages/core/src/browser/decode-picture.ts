import { RevimgError } from "../errors.js";
import { assertBytes, defaultImageLimits } from "../image/limits.js";
import type { RgbPixels } from "../model/resize.js";
import { type Bitmap, browser } from "./browser-globals.js";
import { squareFromStripes } from "./square-from-stripes.js";

/**
 * The model's square of a picture, decoded by the browser: of an animation the
 * first frame, transparency laid on white. A bitmap is closed.
 */
export async function decodePicture(picture: Blob | Bitmap, size: number): Promise<RgbPixels> {
  const bitmap = picture instanceof Blob ? await decodeBlob(picture) : picture;
  try {
    return squareFromStripes(bitmap, size, stripeReader(bitmap));
  } finally {
    bitmap.close();
  }
}

async function decodeBlob(blob: Blob): Promise<Bitmap> {
  assertBytes(blob.size, defaultImageLimits);
  try {
    // Upright and in sRGB without options; older browsers refuse to be told so.
    return await browser.createImageBitmap!(blob);
  } catch (cause) {
    throw await decodeError(blob, cause);
  }
}

/** One small canvas for all stripes: a canvas of a whole photo is more than some phones allow. */
function stripeReader(bitmap: Bitmap) {
  let canvas: ReturnType<typeof openCanvas> | undefined;
  return (stripe: { left: number; top: number; width: number; height: number }): Uint8Array => {
    const { left, top, width, height } = stripe;
    canvas ??= openCanvas(width, height);
    canvas.fillRect(0, 0, width, height);
    canvas.drawImage(bitmap, left, top, width, height, 0, 0, width, height);
    const { data } = canvas.getImageData(0, 0, width, height, { colorSpace: "srgb" });
    return withoutAlpha(data);
  };
}

function openCanvas(width: number, height: number) {
  const canvas = new browser.OffscreenCanvas!(width, height);
  // Read often: such a canvas is kept where the processor can read it, and drawn without rounding of its own.
  const options = { alpha: false, willReadFrequently: true, colorSpace: "srgb" };
  const context = canvas.getContext("2d", options);
  if (!context) {
    throw new RevimgError("unsupported", "This browser gives no canvas to read pictures with.");
  }
  context.imageSmoothingEnabled = false;
  context.fillStyle = "#ffffff";
  return context;
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}

/** Browsers say only that they could not: the first bytes tell more. */
async function decodeError(blob: Blob, cause: unknown): Promise<RevimgError> {
  const advice = "Convert it to JPEG, PNG or WebP.";
  const head = String.fromCharCode(...new Uint8Array(await blob.slice(0, 256).arrayBuffer()));
  if (head === "") {
    return new RevimgError("image_decode_failed", "The picture is empty (0 bytes).", { cause });
  }
  const isAvif = /^avi[fs]/.test(head.slice(8));
  const unreadable =
    head.startsWith("ftyp", 4) && !isAvif
      ? "a HEIC picture or a video"
      : /^(?:II\*\0|MM\0\*)/.test(head)
        ? "a TIFF picture"
        : /<svg[\s>]|^\s*<\?xml/i.test(head)
          ? "an SVG drawing"
          : undefined;
  if (unreadable) {
    const message = `This is ${unreadable}, which this browser does not decode. ${advice}`;
    return new RevimgError("unsupported", message, { cause });
  }
  return new RevimgError(
    "image_decode_failed",
    `This browser can't decode the file: it is damaged, cut off, or no picture. ${advice}`,
    { cause },
  );
}
