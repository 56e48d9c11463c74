import sharp, { type Sharp, type SharpOptions } from "sharp";
import { RevimgError } from "../lib/errors.js";
import { type EightBitPicture, isDeep, stretchSamples, widenSamples } from "./deep-samples.js";
import type { Header } from "./read-header.js";

/** Opens a picture again: upright, in 8 or 16 bits, with its transparency. */
export type OpenPicture = () => Sharp;

interface PictureFile {
  bytes: Uint8Array;
  header: Header;
  options: SharpOptions;
  timeoutSeconds: number;
}

/** Rejects with `unsupported` for samples and channels that have no colours. */
export async function openPicture(file: PictureFile, isReference: boolean): Promise<OpenPicture> {
  const { header } = file;
  // CLIP's reference code uses neither orientation nor transparency.
  if (isReference) return () => openFile(file).removeAlpha();
  assertColours(header);
  if (isDeep(header)) return ofPixels(await stretchSamples(openUpright(file), header));
  return () => openUpright(file);
}

/** A picture whose 16-bit samples use only their lowest bits; null where they use more. */
export async function openWidened(file: PictureFile): Promise<OpenPicture | null> {
  const picture = await widenSamples(openUpright(file), file.header);
  return picture && ofPixels(picture);
}

function openFile({ bytes, options, timeoutSeconds }: PictureFile): Sharp {
  return sharp(bytes, options).timeout({ seconds: timeoutSeconds });
}

function openUpright(file: PictureFile): Sharp {
  return openFile(file).autoOrient();
}

function ofPixels({ pixels, ...raw }: EightBitPicture): OpenPicture {
  return () => sharp(pixels, { raw });
}

function assertColours({ channels, hasAlpha, space }: Header): void {
  const colours = channels - (hasAlpha ? 1 : 0);
  if (colours === 1 || colours === 3 || (colours === 4 && space === "cmyk")) return;
  throw new RevimgError(
    "unsupported",
    `The picture has ${channels} channels, which can't be shown as colours. Save the channels you want as an ordinary grey or RGB picture.`,
    { details: { channels } },
  );
}
