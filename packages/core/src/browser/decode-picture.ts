import type { ModelPicture } from "../inference/preprocess.js";
import { RevimgError } from "../lib/errors.js";
import { assertBytes, defaultImageLimits } from "../pictures/limits.js";
import type { InputGeometry } from "../pictures/resize/input-geometry.js";
import { contrastMeter, type Ground, groundFor, showsOnWhite } from "../pictures/shown-contrast.js";
import { type Bitmap, browser } from "./browser-globals.js";
import { inputFromStripes, type Stripe } from "./input-from-stripes.js";

/**
 * The model's input of a picture, decoded by the browser. An animation gives its first
 * frame. Transparency is laid on the ground on which the picture shows, as
 * `decodeImage` does it. A bitmap is closed.
 */
export async function decodePicture(
  picture: Blob | Bitmap,
  geometry: InputGeometry,
): Promise<ModelPicture> {
  const isBlob = picture instanceof Blob;
  const isOpaque = isBlob && (await isJpeg(picture));
  const bitmap = isBlob ? await decodeBlob(picture) : picture;
  try {
    const ground = isOpaque ? "white" : groundOf(bitmap);
    return inputFromStripes(bitmap, geometry, stripeReader(bitmap, ground));
  } finally {
    bitmap.close();
  }
}

async function isJpeg(blob: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return first === 0xff && second === 0xd8;
}

/** Pixels of a row that are read at once. Some phones do not allow wider canvases. */
const mostColumns = 4_096;

/** Stops after the first rows when a picture shows enough on white. */
function groundOf(bitmap: Bitmap): Ground {
  const white = shownOn(bitmap, "white");
  if (showsOnWhite(white)) return "white";
  return groundFor({ white, black: shownOn(bitmap, "black") });
}

/** The contrast of a picture laid on a ground; on white, only as much of it as is enough. */
function shownOn(bitmap: Bitmap, ground: Ground): number {
  const { width } = bitmap;
  const meter = contrastMeter(bitmap);
  const readStripe = stripeReader(bitmap, ground);
  for (let row = 0; row < meter.rows; row++) {
    const top = meter.rowStart(row);
    const stripe = { top, height: meter.rowStart(row + 1) - top };
    for (let left = 0; left < width; left += mostColumns) {
      const box = { ...stripe, left, width: Math.min(mostColumns, width - left) };
      meter.add(readStripe(box), box);
    }
    if (ground === "white" && showsOnWhite(meter.contrast())) break;
  }
  return meter.contrast();
}

async function decodeBlob(blob: Blob): Promise<Bitmap> {
  assertBytes(blob.size, defaultImageLimits);
  try {
    // Upright and in sRGB by default. Older browsers refuse these options.
    return await browser.createImageBitmap!(blob);
  } catch (cause) {
    throw await decodeError(blob, cause);
  }
}

/** One small canvas for all stripes. Some phones do not allow a canvas of a whole photo. */
function stripeReader(bitmap: Bitmap, ground: Ground) {
  let canvas: ReturnType<typeof openCanvas> | undefined;
  let [canvasWidth, canvasHeight] = [0, 0];
  return ({ left, top, width, height }: Stripe): Uint8Array => {
    if (!canvas || width > canvasWidth || height > canvasHeight) {
      [canvasWidth, canvasHeight] = [Math.max(width, canvasWidth), Math.max(height, canvasHeight)];
      canvas = openCanvas(canvasWidth, canvasHeight, ground);
    }
    canvas.fillRect(0, 0, width, height);
    canvas.drawImage(bitmap, left, top, width, height, 0, 0, width, height);
    const { data } = canvas.getImageData(0, 0, width, height, { colorSpace: "srgb" });
    return withoutAlpha(data);
  };
}

function openCanvas(width: number, height: number, ground: Ground) {
  const canvas = new browser.OffscreenCanvas!(width, height);
  // A canvas that is read often is kept where the processor can read it. It is drawn
  // without extra rounding.
  const options = { alpha: false, willReadFrequently: true, colorSpace: "srgb" };
  const context = canvas.getContext("2d", options);
  if (!context) {
    throw new RevimgError("unsupported", "This browser gives no canvas for reading pictures.");
  }
  context.imageSmoothingEnabled = false;
  context.fillStyle = ground;
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

/** Browsers say only that they failed. The first bytes tell more. */
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
