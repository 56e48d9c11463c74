import { seededRandom } from "@revimg/core/evaluation";
import sharp from "sharp";
import { expect, test } from "vitest";
import { augmentations } from "./augmentations.js";
import { augmentedCopy } from "./augmented-copy.js";
import { turned } from "./picture-edits.js";
import { openPicture, rawPicture } from "./raw-picture.js";

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="#58a"/><circle cx="90" cy="80" r="50" fill="#c42"/><path d="M150 20H280V180Z" fill="#ee8"/></svg>`;
const original = await sharp(Buffer.from(svg)).png().toBuffer();

test("the same numbers give the same copy, a square of 224 pixels", async () => {
  const one = await augmentedCopy(original, seededRandom(5));
  expect(await augmentedCopy(original, seededRandom(5))).toEqual(one);
  const { width, height } = await sharp(one.copy).metadata();
  expect([width, height]).toEqual([224, 224]);
});

test("each edit is done as often as it should be", async () => {
  const counts = new Map<string, number>();
  const copies = 120;
  for (let seed = 0; seed < copies; seed++) {
    const { edits } = await augmentedCopy(original, seededRandom(seed));
    for (const edit of edits) counts.set(edit, (counts.get(edit) ?? 0) + 1);
  }
  for (const { name, probability } of augmentations) {
    const deviation = Math.sqrt(probability * (1 - probability) * copies);
    const apart = Math.abs((counts.get(name) ?? 0) - probability * copies);
    expect(apart, name).toBeLessThanOrEqual(4 * deviation);
  }
});

test.each(augmentations.map((augmentation) => ({ ...augmentation })))(
  "$name changes a picture",
  async ({ apply }) => {
    const edited = await apply(await openPicture(original), () => 0.3);
    const pixels = (picture: Buffer) =>
      sharp(picture).resize(64, 64, { fit: "fill" }).raw().toBuffer();
    const changed = await pixels(await edited.clone().png().toBuffer());
    expect(changed.equals(await pixels(original))).toBe(false);
  },
);

test.each([10, 45, 100, 200])(
  "a picture turned by %i degrees has no empty corner",
  async (degrees) => {
    const white = await sharp({
      create: { width: 300, height: 200, channels: 3, background: "#fff" },
    })
      .png()
      .toBuffer();
    const { image, width, height } = await rawPicture(
      await turned(await openPicture(white), degrees),
    );
    const data = await image.raw().toBuffer();
    const darkest = data.reduce((least, value) => Math.min(least, value), 255);
    // Half of a pixel at the very edge may be a corner's.
    expect(darkest).toBeGreaterThan(127);
    expect(width * height).toBeGreaterThan(0.3 * 300 * 200);
  },
);
