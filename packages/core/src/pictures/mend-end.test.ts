import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage } from "./decode.js";
import { defaultImageLimits as limits } from "./limits.js";
import { drawScene } from "./test-pictures.js";

const scene = await drawScene(3, 333, 251);

const kinds: [string, (picture: Sharp) => Sharp][] = [
  ["plain", (picture) => picture.jpeg()],
  ["4:4:4", (picture) => picture.jpeg({ chromaSubsampling: "4:4:4" })],
  ["progressive", (picture) => picture.jpeg({ progressive: true })],
  ["grey", (picture) => picture.greyscale().jpeg()],
];

const cutOff = {
  code: "image_decode_failed",
  message: expect.stringMatching(/ends before the picture does/),
};

describe.each(kinds)("a JPEG, %s,", async (_, convert) => {
  const whole = await convert(sharp(scene)).toBuffer();
  const expected = await decodeImage(whole, { limits });
  const data = whole.subarray(0, -2);
  const zeros = Buffer.alloc(700);

  test.each([
    ["without its end marker", data],
    ["with half an end marker", whole.subarray(0, -1)],
    ["without its end marker, and zeros after it", Buffer.concat([data, zeros])],
    ["with zeros after its end", Buffer.concat([whole, zeros])],
    ["with a page after its end", Buffer.concat([whole, Buffer.from("<html></html>")])],
  ])("%s is read as it is", async (_, bytes) => {
    const { pixels, pixelHash } = await decodeImage(bytes, { limits });
    expect(Buffer.compare(pixels, expected.pixels)).toBe(0);
    expect(pixelHash).toBe(expected.pixelHash);
  });

  const half = whole.subarray(0, whole.length / 2);
  test.each([
    ["whose last bytes are missing", whole.subarray(0, -8)],
    ["of which a hundredth is missing", whole.subarray(0, whole.length * 0.99)],
    ["of which half is missing", half],
    ["of which half is zeros", Buffer.concat([half, Buffer.alloc(half.length)])],
  ])("%s is refused with the reason", async (_, bytes) => {
    await expect(decodeImage(bytes, { limits })).rejects.toMatchObject(cutOff);
  });
});

describe("other formats", () => {
  test.each([
    ["a PNG without its end", "png", 12],
    ["a GIF without its end", "gif", 1],
  ] as const)("%s is read", async (_, format, bytes) => {
    const whole = await sharp(scene).toFormat(format).toBuffer();
    const { pixels } = await decodeImage(whole, { limits });
    const decoded = await decodeImage(whole.subarray(0, -bytes), { limits });
    expect(Buffer.compare(decoded.pixels, pixels)).toBe(0);
  });

  test.each([
    ["larger than the file", 1_000],
    ["smaller than the picture", -1_000],
  ])("a WebP that states a size %s is read", async (_, difference) => {
    for (const lossless of [true, false]) {
      const whole = await sharp(scene).webp({ lossless }).toBuffer();
      const wrong = Buffer.from(whole);
      wrong.writeUInt32LE(whole.readUInt32LE(4) + difference, 4);
      const decoded = await decodeImage(wrong, { limits });
      const { pixels } = await decodeImage(whole, { limits });
      expect(Buffer.compare(decoded.pixels, pixels)).toBe(0);
    }
  });

  test("a WebP whose metadata are cut is read, one whose picture is cut is not", async () => {
    const whole = await sharp(scene)
      .withExif({ IFD0: { Copyright: "Ada".repeat(50) } })
      .webp()
      .toBuffer();
    const decoded = await decodeImage(whole.subarray(0, -20), { limits });
    expect(decoded).toMatchObject({ width: 333, height: 251 });
    const plain = await sharp(scene).webp().toBuffer();
    const cut = plain.subarray(0, -20);
    await expect(decodeImage(cut, { limits })).rejects.toMatchObject({
      code: "image_decode_failed",
      message: expect.stringMatching(/cut off/),
    });
  });
});
