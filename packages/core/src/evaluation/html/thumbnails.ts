import sharp from "sharp";
import { readFileWithin } from "../../files/plain-file.js";
import { defaultImageLimits } from "../../pictures/limits.js";

/** Pixels a side: small on the page, and sharp on a screen of double density. */
const side = 144;

/** Makes thumbnails that a page carries inside itself, each picture once. */
export class Thumbnails {
  readonly #made = new Map<string, Promise<string | null>>();

  /** A `data:` URL of the picture in a file, square; null when it can't be read any more. */
  ofFile(path: string): Promise<string | null> {
    const known = this.#made.get(path);
    if (known) return known;
    const made = readFileWithin(path, { limits: defaultImageLimits }).then(toDataUrl, () => null);
    this.#made.set(path, made);
    return made;
  }

  ofBytes(bytes: Uint8Array): Promise<string | null> {
    return toDataUrl(bytes);
  }
}

/** The whole picture on a square without a ground, turned upright, without its metadata. */
async function toDataUrl(bytes: Uint8Array): Promise<string | null> {
  try {
    const webp = await sharp(bytes)
      .rotate()
      .resize(side, side, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 70 })
      .toBuffer();
    return `data:image/webp;base64,${webp.toString("base64")}`;
  } catch {
    return null;
  }
}
