import type { Transformation } from "@revimg/core/evaluation";
import sharp, { type Sharp } from "sharp";
import { screenshotOf } from "./screenshot.js";

/** Quality of every copy. */
const savedQuality = 90;

/** Cells of a collage, across and down. */
const cells = 3;

/** Pixels on the sides of one cell of a collage. */
const cell = { width: 300, height: 240 };

interface Picture {
  image: Sharp;
  width: number;
  height: number;
}

/**
 * Edits after which a picture's own vector seldom leads to its original. `others` stand
 * around it in a collage.
 */
export function harderEdits(others: readonly Uint8Array[]): Transformation[] {
  return [
    ...[90, 180, 270].map((degrees) =>
      define(`turn_${degrees}`, `turned by ${degrees} degrees`, ({ image }) =>
        image.rotate(degrees),
      ),
    ),
    define("turn_mirror", "turned by 90 degrees and mirrored", async ({ image }) =>
      (await raw(image.rotate(90))).image.flop(),
    ),
    define("turn_any", "turned by any angle, corners white", ({ image }, random) =>
      image.rotate(360 * random(), { background: "#ffffff" }),
    ),
    define("quarter", "a quarter of the area, at a random place", quarterOf),
    define("tiled_marks", "faint marks all over", ({ image, width, height }, random) =>
      image.composite([{ input: Buffer.from(tiledMarks(width, height, random)) }]),
    ),
    define("screenshot", "on a screen, at any place and scale", ({ image }, random) =>
      screenshotOf(image, random),
    ),
    define("collage", "one of nine pictures of a collage", async ({ image }, random) => {
      const own = Math.floor(cells * cells * random());
      const pictures = Array.from({ length: cells * cells }, async (_, i) => {
        const other = sharp(others[Math.floor(others.length * random())]).flatten();
        const input = await (i === own ? image : other)
          .resize({ ...cell, fit: "contain", background: "#ffffff" })
          .png()
          .toBuffer();
        const [left, top] = [(i % cells) * cell.width, Math.floor(i / cells) * cell.height];
        return { input, left, top };
      });
      const size = { width: cells * cell.width, height: cells * cell.height };
      return sharp({ create: { ...size, channels: 3, background: "#ffffff" } }).composite(
        await Promise.all(pictures),
      );
    }),
  ];
}

function quarterOf({ image, width, height }: Picture, random: () => number): Sharp {
  const size = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const left = Math.floor(random() * (width - size.width));
  const top = Math.floor(random() * (height - size.height));
  return image.extract({ left, top, ...size });
}

/** A word again and again, at a slant and 18 to 28 % opaque. */
function tiledMarks(width: number, height: number, random: () => number): string {
  const size = 0.045 * Math.min(width, height) * (1 + 0.4 * random());
  const opacity = 0.18 + 0.1 * random();
  const text = `<text y="${size}" font-family="sans-serif" font-size="${size}" fill="#ffffff" fill-opacity="${opacity}">preview</text>`;
  const pattern = `<pattern id="marks" width="${5 * size}" height="${2.2 * size}" patternUnits="userSpaceOnUse" patternTransform="rotate(-30)">${text}</pattern>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${pattern}</defs><rect width="100%" height="100%" fill="url(#marks)"/></svg>`;
}

function define(
  name: string,
  description: string,
  edit: (picture: Picture, random: () => number) => Sharp | Promise<Sharp>,
): Transformation {
  return {
    name,
    description,
    async apply(bytes, random) {
      const upright = sharp(bytes).autoOrient().flatten({ background: "#ffffff" });
      const edited = await edit(await raw(upright.toColourspace("srgb")), random);
      return edited.jpeg({ quality: savedQuality }).toBuffer();
    },
  };
}

/** So that edits are done in the order they are written here. */
async function raw(image: Sharp): Promise<Picture> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { image: sharp(data, { raw: info }), width: info.width, height: info.height };
}
