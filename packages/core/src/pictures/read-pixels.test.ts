import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage } from "./decode.js";
import { defaultImageLimits as limits } from "./limits.js";
import { drawScene } from "./test-pictures.js";

const scene = await drawScene(4, 300, 200);

const pages = [scene, await sharp(scene).flop().png().toBuffer()];

const hashOf = async (picture: Sharp | Uint8Array) => {
  const bytes = picture instanceof Uint8Array ? picture : await picture.toBuffer();
  return (await decodeImage(bytes, { limits })).pixelHash;
};

/** Strokes of an ink on nothing. */
function strokes(ink: string, size: number): Sharp {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 100 100"><path d="M10 10 60 20 30 80 90 70" fill="none" stroke="${ink}" stroke-width="8"/></svg>`;
  return sharp(Buffer.from(svg));
}

async function cornerOf(picture: Sharp, options: object = {}): Promise<number> {
  const decoded = await decodeImage(await picture.png().toBuffer(), { limits, ...options });
  return decoded.pixels[0]!;
}

describe("the ground", () => {
  test.each([
    ["#fff", 0],
    ["#fafafa", 0],
    ["rgba(255,255,255,0.4)", 0],
    ["#ffffe0", 0],
    ["#ccc", 255],
    ["#ff0", 255],
    ["#f00", 255],
    ["#808080", 255],
    ["rgba(0,0,0,0.2)", 255],
    ["#000", 255],
  ])("of %s is %i", async (ink, ground) => {
    expect(await cornerOf(strokes(ink, 200))).toBe(ground);
  });

  test("is the same for every size of the copy and of the picture", async () => {
    for (const ink of ["#fff", "#f4f4f4", "#ddd"]) {
      const grounds = new Set<number>();
      for (const size of [90, 500, 1_600]) {
        for (const workingSide of [320, 672]) {
          grounds.add(await cornerOf(strokes(ink, size), { workingSide }));
        }
      }
      expect([...grounds], ink).toHaveLength(1);
    }
  });

  test("of a part is that of the whole", async () => {
    // A part of white and black strokes that has only white ones.
    const both = strokes("#fff", 200).composite([
      { input: await strokes("#000", 100).png().toBuffer(), left: 100, top: 0 },
    ]);
    const cut = () => ({ left: 0, top: 0, width: 60, height: 60 });
    expect(await cornerOf(both)).toBe(255);
    expect(await cornerOf(both, { cut })).toBe(255);
    expect(await cornerOf(strokes("#fff", 200), { cut })).toBe(0);
  });

  test("does not matter to a picture that has transparency and uses none", async () => {
    const light = await strokes("#fafafa", 200).flatten({ background: "#fff" }).png().toBuffer();
    const opaque = await sharp(light).ensureAlpha(1).png().toBuffer();
    const [one, other] = await Promise.all(
      [light, opaque].map((bytes) => decodeImage(bytes, { limits })),
    );
    expect(Buffer.compare(one!.pixels, other!.pixels)).toBe(0);
    expect(one!.pixelHash).toBe(other!.pixelHash);
  });
});

describe("the hash of pixels", () => {
  test("is the same in any format that keeps them", async () => {
    const expected = await hashOf(scene);
    expect(expected).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf(sharp(scene).ensureAlpha(1).png())).toBe(expected);
    expect(await hashOf(sharp(scene).webp({ lossless: true }))).toBe(expected);
    expect(await hashOf(sharp(scene).withIccProfile("srgb").png())).toBe(
      await hashOf(sharp(scene).withIccProfile("srgb").tiff({ compression: "lzw" })),
    );
  });

  test("knows transparency, and no colour of what is fully transparent", async () => {
    const { data } = await strokes("#246", 120).raw().toBuffer({ resolveWithObject: true });
    const raw = { width: 120, height: 120, channels: 4 } as const;
    const hidden = Buffer.from(data);
    const faint = Buffer.from(data);
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 0) hidden[at] = 200;
      if (data[at + 3] === 255) faint[at + 3] = 254;
    }
    const [expected, other, third] = await Promise.all(
      [data, hidden, faint].map((pixels) => hashOf(sharp(pixels, { raw }).png())),
    );
    expect(other).toBe(expected);
    expect(third).not.toBe(expected);
  });

  test.each<[string, () => Promise<Sharp | Uint8Array>]>([
    ["Display P3", async () => sharp(scene).withIccProfile("p3").png()],
    ["CMYK", async () => sharp(scene).toColourspace("cmyk").jpeg()],
    ["16 bits", async () => sharp(scene).toColourspace("rgb16").png()],
    ["10 bits", async () => sharp(scene).avif({ bitdepth: 10 })],
    ["two frames", async () => sharp(pages, { join: { animated: true } }).gif()],
    ["two frames of a WebP", async () => sharp(pages, { join: { animated: true } }).webp()],
    ["two pages", async () => sharp(pages, { join: { animated: true } }).tiff()],
    ["an animated PNG", async () => animatedPng(await sharp(scene).png().toBuffer())],
  ])("is null where pixels are not all: %s", async (_, draw) => {
    expect(await hashOf(await draw())).toBeNull();
  });

  test("is null for a picture that shows almost nothing", async () => {
    const create = { width: 100, height: 100, channels: 3, background: "#8a4" } as const;
    const dots = (count: number, colour: string) =>
      sharp({ create }).composite([
        {
          input: { create: { width: count, height: 1, channels: 3, background: colour } },
          left: 0,
          top: 0,
        },
      ]);
    expect(await hashOf(sharp({ create }).png())).toBeNull();
    expect(await hashOf(dots(7, "#000").png())).toBeNull();
    expect(await hashOf(dots(100, "#8b4a45").png())).not.toBeNull();
    expect(await hashOf(dots(100, "#8aac44").png())).toBeNull();
    expect(await hashOf(dots(8, "#000").png())).not.toBeNull();
  });
});

/** With the chunk that says there are more frames; it is put behind the header. */
function animatedPng(png: Buffer): Buffer {
  const chunk = Buffer.from("00000008" + "6163544c" + "0000000200000000" + "f38d9370", "hex");
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}
