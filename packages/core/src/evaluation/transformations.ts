import sharp, { type Sharp } from "sharp";
import { overlaySvg } from "./text-overlay.js";

/** One way in which people change a picture before they use it elsewhere. */
export interface Transformation {
  /** Stable, snake_case; the key under which its figures are reported. */
  readonly name: string;
  /** What it does, for a report. */
  readonly description: string;
  /**
   * Makes an edited copy as JPEG. Takes any picture that sharp reads; turns it upright
   * by its EXIF orientation and lays transparency on white. `random` gives numbers in
   * [0, 1). Nothing else is left to chance: the same bytes and numbers give the same
   * copy. Rejects with sharp's error when the bytes are no picture.
   */
  apply(bytes: Uint8Array, random: () => number): Promise<Uint8Array>;
}

/** Quality of every copy but the one that tests quality. A careful editor would use it. */
const savedQuality = 90;

/** Degrees of both rotations. Chance decides between left and right. */
const rotation = 5;

interface Picture {
  image: Sharp;
  width: number;
  height: number;
}

/**
 * The fixed set of edits that judges the search for edited copies. Each copy is saved
 * as JPEG, so none has the bytes or the pixels of its original.
 */
export const transformations: readonly Transformation[] = [
  define("crop", "60 % of the area, at a random place", ({ image, width, height }, random) => {
    // The sides' ratio varies by up to 10 %; sqrt(0.6 * 1.1) is still below 1.
    const stretch = Math.sqrt(1.1 ** (2 * random() - 1));
    const size = {
      width: Math.max(1, Math.round(width * Math.sqrt(0.6) * stretch)),
      height: Math.max(1, Math.round((height * Math.sqrt(0.6)) / stretch)),
    };
    const left = Math.round(random() * (width - size.width));
    const top = Math.round(random() * (height - size.height));
    return image.extract({ left, top, ...size });
  }),
  define("jpeg_q20", "saved as JPEG of quality 20", ({ image }) => image, 20),
  define("resize_25", "a quarter of the width and height", ({ image, width, height }) =>
    image.resize(Math.max(1, Math.round(width / 4)), Math.max(1, Math.round(height / 4)), {
      fit: "fill",
    }),
  ),
  define("text_overlay", "a watermark and a caption", ({ image, width, height }, random) =>
    image.composite([{ input: Buffer.from(overlaySvg(width, height, random)) }]),
  ),
  define("brightness_up", "30 % brighter", ({ image }) => image.linear(1.3, 0)),
  define("brightness_down", "30 % darker", ({ image }) => image.linear(0.7, 0)),
  define("contrast_up", "30 % more contrast", ({ image }) => image.linear(1.3, -0.3 * 128)),
  define("contrast_down", "30 % less contrast", ({ image }) => image.linear(0.7, 0.3 * 128)),
  define("rotation_filled", `turned by ${rotation} degrees, corners white`, ({ image }, random) =>
    image.rotate(random() < 0.5 ? rotation : -rotation, { background: "#ffffff" }),
  ),
  define("rotation_cropped", `turned by ${rotation} degrees, corners cut off`, cropTurned),
  define("border", "a border of 8 % of the shorter side", ({ image, width, height }, random) => {
    const edge = Math.max(1, Math.round(0.08 * Math.min(width, height)));
    const colour = `hsl(${random() * 360} 60% 50%)`;
    const background = ["#ffffff", "#000000", colour][Math.floor(random() * 3)]!;
    return image.extend({ top: edge, bottom: edge, left: edge, right: edge, background });
  }),
  define("mirror", "left and right exchanged", ({ image }) => image.flop()),
];

function define(
  name: string,
  description: string,
  edit: (picture: Picture, random: () => number) => Sharp | Promise<Sharp>,
  quality = savedQuality,
): Transformation {
  return {
    name,
    description,
    async apply(bytes, random) {
      const edited = await edit(await open(bytes), random);
      return edited.jpeg({ quality }).toBuffer();
    },
  };
}

/**
 * The picture as raw sRGB. Edits are then done in the order they are written here, not
 * in sharp's own.
 */
async function open(bytes: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { image: sharp(data, { raw: info }), width: info.width, height: info.height };
}

/**
 * Turns the picture, and keeps the largest upright rectangle of its proportions without
 * an empty corner.
 */
async function cropTurned({ image, width, height }: Picture, random: () => number): Promise<Sharp> {
  const degrees = random() < 0.5 ? rotation : -rotation;
  const { data, info } = await image.rotate(degrees).raw().toBuffer({ resolveWithObject: true });
  const [sine, cosine] = [Math.sin, Math.cos].map((f) => f((rotation * Math.PI) / 180));
  // A corner of the smaller rectangle, turned back, lies on the picture's edge.
  const scale = 1 / (cosine! + sine! * (Math.max(width, height) / Math.min(width, height)));
  const size = {
    width: Math.max(1, Math.floor(scale * width)),
    height: Math.max(1, Math.floor(scale * height)),
  };
  return sharp(data, { raw: info }).extract({
    left: Math.floor((info.width - size.width) / 2),
    top: Math.floor((info.height - size.height) / 2),
    ...size,
  });
}
