import type { ImageLimits } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";

/** Turns the decoder's message into one for the person whose picture it is. */
export function decodeError(error: unknown, mimeType: string, limits: ImageLimits): unknown {
  if (error instanceof RevimgError) return error;
  const reason = (error instanceof Error ? error.message : String(error)).trim();
  const format = mimeType.slice("image/".length).toUpperCase();
  const lines = reason.split("\n").filter((line) => /[a-z]{3}/i.test(line));
  const decoder = ` (decoder: ${lines.at(-1)})`;
  if (/timeout|killed for image/.test(reason)) {
    return new RevimgError(
      "image_decode_failed",
      `Decoding the picture took longer than ${limits.decodeTimeoutMs} ms. Raise limits.decodeTimeoutMs, or save the picture again.`,
      { cause: error },
    );
  }
  if (unsupportedKind.test(reason)) {
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
      : `The ${format} file is damaged or cut off and can't be decoded${decoder}. Open it in a picture viewer and save it again, or get it again from where it came.`,
    { cause: error },
  );
}

const unsupportedKind =
  /not implemented|not supported|unsupported jpeg|no decoding plugin|hvcc|samples out of range|labq/i;
