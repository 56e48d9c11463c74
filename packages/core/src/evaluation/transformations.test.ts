import sharp, { type Region } from "sharp";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../lib/seeded-random.js";
import { drawScene, meanDifference } from "../pictures/test-pictures.js";
import { transformations } from "./transformations.js";

const scene = await drawScene(5, 400, 300);

async function pixelsOf(picture: Uint8Array) {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function edit(name: string, seed = 1, picture: Uint8Array = scene) {
  const transformation = transformations.find((one) => one.name === name)!;
  return pixelsOf(await transformation.apply(picture, seededRandom(seed)));
}

/** Mean of the pixels of a part of a picture, by channel. */
async function meansOf(picture: Awaited<ReturnType<typeof edit>>, at: Region) {
  const { data, width, height } = picture;
  const part = sharp(data, { raw: { width, height, channels: 3 } }).extract(at);
  return (await sharp(await part.png().toBuffer()).stats()).channels.map(({ mean }) => mean);
}

const plain = (background: string) =>
  sharp({ create: { width: 200, height: 100, channels: 3, background } })
    .png()
    .toBuffer();

describe("transformations", () => {
  test("are those by which edited copies are judged", () => {
    expect(transformations.map(({ name }) => name)).toEqual([
      "crop",
      "jpeg_q20",
      "resize_25",
      "text_overlay",
      "brightness_up",
      "brightness_down",
      "contrast_up",
      "contrast_down",
      "rotation_filled",
      "rotation_cropped",
      "border",
      "mirror",
    ]);
  });

  test.each(transformations)("$name gives the same copy for the same seed", async ({ apply }) => {
    const copies = await Promise.all([7, 7].map((seed) => apply(scene, seededRandom(seed))));
    expect(Buffer.compare(copies[0]!, copies[1]!)).toBe(0);
    expect((await sharp(copies[0]).metadata()).format).toBe("jpeg");
  });

  test.each(transformations)("$name takes a picture of one pixel", async ({ apply }) => {
    const background = { r: 9, g: 9, b: 9, alpha: 0.5 };
    const create = { width: 1, height: 1, channels: 4, background } as const;
    const dot = await sharp({ create }).png().toBuffer();
    const copy = await apply(dot, seededRandom(1));
    expect((await sharp(copy).metadata()).width).toBeGreaterThanOrEqual(1);
  });

  test("a crop keeps 60 % of the area, at places of its own", async () => {
    const crops = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => edit("crop", seed)));
    for (const { width, height } of crops) {
      expect((width * height) / (400 * 300)).toBeCloseTo(0.6, 2);
      expect(width / height / (4 / 3)).toBeGreaterThan(1 / 1.11);
      expect(width / height / (4 / 3)).toBeLessThan(1.11);
    }
    expect(new Set(crops.map(({ data }) => data.toString("latin1"))).size).toBe(crops.length);
  });

  test("a quarter of the size", async () => {
    expect(await edit("resize_25")).toMatchObject({ width: 100, height: 75 });
  });

  test.each([
    ["brightness_up", 130],
    ["brightness_down", 70],
    ["contrast_up", 91.6],
    ["contrast_down", 108.4],
  ])("%s makes 100 of 255 to %d", async (name, expected) => {
    const { data } = await edit(name, 1, await plain("#646464"));
    expect(Math.abs(data[0]! - expected)).toBeLessThan(1.5);
  });

  test("text lies across the picture and along an edge, whatever fonts there are", async () => {
    const texted = await edit("text_overlay", 1, scene);
    const original = await pixelsOf(scene);
    expect(texted).toMatchObject({ width: 400, height: 300 });
    const difference = meanDifference(texted.data, original.data);
    expect(difference).toBeGreaterThan(10);
    expect(difference).toBeLessThan(60);
    // Light letters on the dark block: both are there.
    const onBlack = await edit("text_overlay", 1, await plain("#000000"));
    const rows = (top: number) =>
      meansOf(onBlack, { left: 0, top, width: 200, height: 16 }).then(([red]) => red!);
    expect(Math.max(await rows(0), await rows(84))).toBeGreaterThan(20);
    expect(await rows(42)).toBeGreaterThan(10);
  });

  test("a rotation fills its corners or cuts them off", async () => {
    const black = await plain("#000000");
    const filled = await edit("rotation_filled", 1, black);
    expect(filled.width).toBeGreaterThan(200);
    expect(filled.data[0]).toBeGreaterThan(240);
    const white = await plain("#ffffff");
    for (const seed of [1, 2, 3, 4]) {
      const cropped = await edit("rotation_cropped", seed, white);
      expect(cropped.width / cropped.height).toBeCloseTo(2, 1);
      expect(cropped.width).toBeGreaterThan(160);
      expect(Math.min(...cropped.data)).toBeGreaterThan(200);
    }
  });

  test("a border goes all around", async () => {
    const bordered = await edit("border", 1, await plain("#646464"));
    expect(bordered).toMatchObject({ width: 216, height: 116 });
    const inner = await meansOf(bordered, { left: 12, top: 12, width: 190, height: 90 });
    expect(Math.abs(inner[0]! - 100)).toBeLessThan(2);
    expect(Math.abs(bordered.data[0]! - 100)).toBeGreaterThan(20);
  });

  test("a mirror exchanges left and right", async () => {
    const mirrored = await edit("mirror");
    const expected = await pixelsOf(await sharp(scene).flop().png().toBuffer());
    expect(meanDifference(mirrored.data, expected.data)).toBeLessThan(4);
  });

  test("a picture is edited upright", async () => {
    const turned = await sharp(scene).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await edit("mirror", 1, turned)).toMatchObject({ width: 300, height: 400 });
  });
});
