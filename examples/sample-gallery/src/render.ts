import sharp from "sharp";
import { Random } from "./random.js";

/** The mime type of every rendered picture. */
export const GALLERY_MIME_TYPE = "image/jpeg";

const GRAIN_SIZE = 640;
const GRAIN_STRENGTH = 5;

let grain: Buffer | undefined;

/**
 * Renders an SVG to JPEG, on a faint paper grain that also hides the steps of long gradients.
 * The same SVG gives the same bytes with the same version of sharp.
 */
export async function renderSvg(svg: string): Promise<Uint8Array> {
  grain ??= paperGrain();
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let y = 0; y < info.height; y++) {
    for (let x = 0; x < info.width; x++) {
      const speck = (grain[y * GRAIN_SIZE + x] as number) - GRAIN_STRENGTH;
      const start = (y * info.width + x) * info.channels;
      for (let channel = start; channel < start + info.channels; channel++) {
        data[channel] = Math.min(255, Math.max(0, (data[channel] as number) + speck));
      }
    }
  }
  return sharp(data, { raw: info }).jpeg({ quality: 88, chromaSubsampling: "4:4:4" }).toBuffer();
}

function paperGrain(): Buffer {
  const random = new Random("paper grain");
  const specks = Buffer.alloc(GRAIN_SIZE * GRAIN_SIZE);
  for (let index = 0; index < specks.length; index++) {
    specks[index] = Math.round(random.around(GRAIN_STRENGTH, GRAIN_STRENGTH));
  }
  return specks;
}
