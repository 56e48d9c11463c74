import { RevimgError } from "../lib/errors.js";
import { type Bitmap, browser } from "./browser-globals.js";
import type { WorkerPicture } from "./worker-protocol.js";

/** Pixels as a canvas gives them: an `ImageData`. */
export interface PixelData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** What a browser can draw: an `ImageBitmap`, `HTMLImageElement`, `HTMLCanvasElement`, `OffscreenCanvas`. */
export interface Drawable {
  readonly width: number;
  readonly height: number;
}

/** A picture: an encoded file (`Blob`, `File`), or something that holds one decoded. */
export type BrowserPicture = Blob | PixelData | Drawable;

/**
 * A picture as it can go to the worker. A thing that may change, such as a canvas, is
 * copied at once. A file stays encoded until its turn comes.
 */
export async function pictureForWorker(picture: BrowserPicture): Promise<WorkerPicture> {
  if (picture instanceof Blob) return picture;
  try {
    // An image that is still loading has no pixels yet.
    if ("decode" in picture && typeof picture.decode === "function") await picture.decode();
    const bitmap = await browser.createImageBitmap!(picture);
    requireReadable(bitmap);
    return bitmap;
  } catch (cause) {
    throw inputError(cause);
  }
}

/** Another site's picture would fail only in the worker, and its whole batch with it. */
function requireReadable(bitmap: Bitmap): void {
  const context = new browser.OffscreenCanvas!(1, 1).getContext("2d", {});
  context?.drawImage(bitmap, 0, 0);
  context?.getImageData(0, 0, 1, 1, { colorSpace: "srgb" });
}

function inputError(cause: unknown): RevimgError {
  if ((cause as { name?: unknown } | null)?.name === "SecurityError") {
    return new RevimgError(
      "unsupported",
      'The picture comes from another site that does not let this page read it. Load it with crossorigin="anonymous" from a server that allows it (CORS), or fetch it as a Blob.',
      { cause },
    );
  }
  if (cause instanceof TypeError) {
    return new RevimgError(
      "invalid_input",
      "This is no picture that a browser can read. Give a Blob or File, an ImageBitmap, an image or canvas element, or an ImageData.",
      { cause },
    );
  }
  return new RevimgError(
    "image_decode_failed",
    "The picture's pixels can't be read: it is damaged, empty, or was closed.",
    { cause },
  );
}
