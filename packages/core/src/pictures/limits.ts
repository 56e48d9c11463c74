import type { ImageLimits } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";

/** The limits of a picture when the caller sets none. */
export const defaultImageLimits: ImageLimits = {
  maxBytes: 100 * 1024 * 1024,
  maxPixels: 100_000_000,
  decodeTimeoutMs: 30_000,
};

type ByteLimit = Pick<ImageLimits, "maxBytes">;

/** Throws `image_too_large` when a picture's encoded bytes are too many. */
export function assertBytes(bytes: number, { maxBytes }: ByteLimit): void {
  if (bytes > maxBytes) throw tooLarge(`${bytes} bytes`, { bytes, maxBytes });
}

/** The same for a picture that is still being read: more bytes may follow. */
export function assertBytesSoFar(bytes: number, { maxBytes }: ByteLimit): void {
  if (bytes > maxBytes) throw tooLarge(`more than ${maxBytes} bytes`, { maxBytes });
}

function tooLarge(size: string, details: { bytes?: number; maxBytes: number }): RevimgError {
  return new RevimgError(
    "image_too_large",
    `The picture has ${size}; at most ${details.maxBytes} are read. Raise limits.maxBytes, or make the picture smaller.`,
    { details },
  );
}
