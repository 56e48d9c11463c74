import type { ImageLimits } from "../api.js";
import { RevimgError } from "../errors.js";

/** The limits of a picture where the caller sets none. */
export const defaultImageLimits: ImageLimits = {
  maxBytes: 100 * 1024 * 1024,
  maxPixels: 100_000_000,
  decodeTimeoutMs: 30_000,
};

/** Throws `image_too_large` when a picture's encoded bytes are too many. */
export function assertBytes(bytes: number, { maxBytes }: ImageLimits): void {
  if (bytes <= maxBytes) return;
  throw new RevimgError(
    "image_too_large",
    `The picture has ${bytes} bytes; at most ${maxBytes} are read. Raise limits.maxBytes, or make the picture smaller.`,
    { details: { bytes, maxBytes } },
  );
}
