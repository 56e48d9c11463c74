import sharp, { type Sharp } from "sharp";
import { type Picture, rawPicture } from "./raw-picture.js";

/** Turned, and cut to the largest upright rectangle without an empty corner. */
export async function turned({ image, width, height }: Picture, degrees: number): Promise<Sharp> {
  const whole = await rawPicture(image.rotate(degrees));
  const angle = (degrees * Math.PI) / 180;
  const inner = largestInside(width, height, Math.abs(Math.sin(angle)), Math.abs(Math.cos(angle)));
  // Pixels at the very edge are blended with the corners.
  const size = {
    width: Math.max(1, Math.min(whole.width, Math.floor(inner.width) - 2)),
    height: Math.max(1, Math.min(whole.height, Math.floor(inner.height) - 2)),
  };
  const left = Math.floor((whole.width - size.width) / 2);
  const top = Math.floor((whole.height - size.height) / 2);
  return whole.image.extract({ left, top, ...size });
}

/** Of a rectangle that is turned: either two of its corners touch the longer sides, or all four touch a side each. */
function largestInside(width: number, height: number, sine: number, cosine: number) {
  const [longer, shorter] = [Math.max(width, height), Math.min(width, height)];
  if (shorter <= 2 * sine * cosine * longer || Math.abs(sine - cosine) < 1e-9) {
    const half = shorter / 2;
    const [along, across] = [half / sine, half / cosine];
    return width >= height ? { width: along, height: across } : { width: across, height: along };
  }
  const determinant = cosine * cosine - sine * sine;
  return {
    width: (width * cosine - height * sine) / determinant,
    height: (height * cosine - width * sine) / determinant,
  };
}

/** Brightness, contrast and saturation from a fifth to nine fifths, the hue up to a fifth of the circle either way. */
export async function coloursChanged({ image }: Picture, random: () => number): Promise<Sharp> {
  const factor = () => 0.2 + 1.6 * random();
  const [brightness, contrast, saturation] = [factor(), factor(), factor()];
  const hue = Math.round(360 * 0.4 * (random() - 0.5));
  const edits: ((image: Sharp) => Sharp | Promise<Sharp>)[] = [
    (image) => image.linear(brightness, 0),
    async (image) => image.linear(contrast, (1 - contrast) * (await meanGrey(image))),
    (image) => image.modulate({ saturation }),
    (image) => image.modulate({ hue }),
  ];
  let changed = image;
  while (edits.length > 0) {
    const [edit] = edits.splice(Math.floor(edits.length * random()), 1);
    changed = (await rawPicture(await edit!(changed))).image;
  }
  return changed;
}

async function meanGrey(image: Sharp): Promise<number> {
  const grey = await image.clone().greyscale().raw().toBuffer({ resolveWithObject: true });
  const { channels } = await sharp(grey.data, { raw: grey.info }).stats();
  return channels[0]!.mean;
}
