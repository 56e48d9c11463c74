import { crc32 } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage, workingSideFor } from "./decode.js";
import { defaultImageLimits } from "./limits.js";
import { drawScene, meanDifference } from "./test-pictures.js";

const limits = defaultImageLimits;
const scene = await drawScene(7, 240, 160);
const upright = await decodeImage(scene, { limits });

/** For each EXIF orientation: how the stored picture differs from the upright one. */
const stored: Record<number, (picture: Sharp) => Sharp> = {
  1: (picture) => picture,
  2: (picture) => picture.flop(),
  3: (picture) => picture.rotate(180),
  4: (picture) => picture.flip(),
  5: (picture) => picture.flop().rotate(270),
  6: (picture) => picture.rotate(270),
  7: (picture) => picture.flop().rotate(90),
  8: (picture) => picture.rotate(90),
};

function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(33);
  header.write("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", "latin1");
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header.set([8, 2, 0, 0, 0], 24);
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
  return Buffer.concat([header, Buffer.from("\0\0\0\0IDAT\x35\xaf\x06\x1e", "latin1")]);
}

describe("decodeImage", () => {
  test("gives the pixels of a small picture as they are", async () => {
    const raw = await sharp(scene).removeAlpha().raw().toBuffer();
    expect(upright).toMatchObject({
      width: 240,
      height: 160,
      pixelWidth: 240,
      pixelHeight: 160,
      mimeType: "image/png",
    });
    expect(Buffer.compare(raw, upright.pixels)).toBe(0);
  });

  test.each(Object.keys(stored).map(Number))(
    "shows orientation %i upright",
    async (orientation) => {
      const turned = await stored[orientation]!(sharp(scene)).png().toBuffer();
      const picture = await sharp(turned)
        .withMetadata({ orientation })
        .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
        .toBuffer();
      const decoded = await decodeImage(picture, { limits });
      expect(decoded).toMatchObject({ width: 240, height: 160 });
      expect(meanDifference(decoded.pixels, upright.pixels)).toBeLessThan(1);
    },
  );

  test("gives a reduced copy with the original's size beside it", async () => {
    const large = await sharp(scene).resize(3000, 2000).withMetadata({ orientation: 6 }).jpeg();
    const decoded = await decodeImage(await large.toBuffer(), { limits });
    expect(decoded).toMatchObject({ width: 2000, height: 3000, pixelWidth: 320, pixelHeight: 480 });
    expect(decoded.pixels).toHaveLength(320 * 480 * 3);
  });

  test("keeps as many pixels as asked for", async () => {
    const large = await sharp(scene).resize(1500, 1000).jpeg().toBuffer();
    const decoded = await decodeImage(large, { limits, workingSide: 672 });
    expect(decoded).toMatchObject({ pixelWidth: 1008, pixelHeight: 672 });
  });

  test.each([
    [64, 320],
    [224, 672],
    [336, 1008],
  ])("a model of %i pixels a side wants %i", (inputSize, expected) => {
    expect(workingSideFor(inputSize)).toBe(expected);
  });

  test("ignores what the reference ignores, when asked to", async () => {
    const picture = await sharp(scene)
      .withIccProfile("p3")
      .withMetadata({ orientation: 6, icc: "p3" })
      .png()
      .toBuffer();
    const raw = await sharp(picture, { ignoreIcc: true }).removeAlpha().raw().toBuffer();
    const decoded = await decodeImage(picture, { limits, reference: true });
    expect(decoded).toMatchObject({ width: 240, height: 160, pixelWidth: 240, pixelHeight: 160 });
    expect(Buffer.compare(raw, decoded.pixels)).toBe(0);
    expect(meanDifference(decoded.pixels, upright.pixels)).toBeGreaterThan(1);

    const background = { r: 10, g: 20, b: 30, alpha: 0 };
    const create = { width: 4, height: 4, channels: 4, background } as const;
    const clear = await sharp({ create }).png().toBuffer();
    const { pixels } = await decodeImage(clear, { limits, reference: true });
    expect([...pixels.subarray(0, 3)]).toEqual([10, 20, 30]);
  });

  test("bounds the copy of an extreme panorama", async () => {
    const create = { width: 30_000, height: 300, channels: 3, background: "#36c" } as const;
    const decoded = await decodeImage(await sharp({ create }).png().toBuffer(), { limits });
    expect(decoded).toMatchObject({ width: 30_000, height: 300 });
    expect(decoded.pixels.length).toBeLessThanOrEqual(12_100_000);
  });

  test.each([
    // Ink can't show the brightest colours; a mistake (inverted, say) would differ by 100.
    ["CMYK", (picture: Sharp) => picture.toColourspace("cmyk").jpeg({ quality: 95 }), 20],
    ["16 bits a colour", (picture: Sharp) => picture.toColourspace("rgb16").png(), 0.5],
    ["palette", (picture: Sharp) => picture.png({ palette: true, colours: 256 }), 4],
    ["Display-P3", (picture: Sharp) => picture.withIccProfile("p3").png(), 1],
    ["AVIF", (picture: Sharp) => picture.avif({ quality: 90 }), 2],
    [
      "AVIF of 10 bits a colour",
      (picture: Sharp) => picture.avif({ quality: 90, bitdepth: 10 }),
      2,
    ],
  ])("shows %s pictures in their colours", async (_, convert, tolerance) => {
    const decoded = await decodeImage(await convert(sharp(scene)).toBuffer(), { limits });
    expect(decoded.pixels).toHaveLength(240 * 160 * 3);
    expect(meanDifference(decoded.pixels, upright.pixels)).toBeLessThan(tolerance);
  });

  test.each([
    ["grey JPEG", (picture: Sharp) => picture.greyscale().jpeg({ quality: 100 })],
    ["grey PNG", (picture: Sharp) => picture.toColourspace("b-w").png()],
    ["16-bit grey PNG", (picture: Sharp) => picture.toColourspace("grey16").png()],
    ["grey PNG with alpha", (picture: Sharp) => picture.toColourspace("b-w").ensureAlpha().png()],
  ])("makes %s red = green = blue", async (_, convert) => {
    const decoded = await decodeImage(await convert(sharp(scene)).toBuffer(), { limits });
    const { pixels } = decoded;
    expect(pixels).toHaveLength(240 * 160 * 3);
    expect(pixels.every((value, index) => value === pixels[index - (index % 3)])).toBe(true);
    const grey = await sharp(scene).greyscale().raw().toBuffer();
    const reds = pixels.filter((_, index) => index % 3 === 0);
    expect(meanDifference(reds, grey)).toBeLessThan(1.5);
  });

  test.each(["png", "webp", "gif", "tiff", "avif"] as const)(
    "lays transparent %s on white",
    async (format) => {
      const background = { r: 0, g: 0, b: 0, alpha: 0 };
      const create = { width: 20, height: 10, channels: 4, background } as const;
      const options = format === "tiff" ? { compression: "lzw" } : {};
      const picture = await sharp({ create }).toFormat(format, options).toBuffer();
      const { pixels } = await decodeImage(picture, { limits });
      expect(pixels).toHaveLength(600);
      expect(pixels.every((value) => value >= 254)).toBe(true);
    },
  );

  test("mixes what is half transparent with white", async () => {
    const background = { r: 0, g: 0, b: 0, alpha: 0.5 };
    const create = { width: 4, height: 4, channels: 4, background } as const;
    const { pixels } = await decodeImage(await sharp({ create }).png().toBuffer(), { limits });
    expect(new Set(pixels)).toEqual(new Set([127]));
  });

  test.each(["gif", "webp"] as const)("takes the first frame of a moving %s", async (format) => {
    const frames = await Promise.all(
      ["#ff0000", "#00ff00", "#0000ff"].map((background) =>
        sharp({ create: { width: 40, height: 30, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const moving = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    expect((await sharp(moving).metadata()).pages).toBe(3);
    const decoded = await decodeImage(moving, { limits });
    expect(decoded).toMatchObject({ width: 40, height: 30, pixelWidth: 40, pixelHeight: 30 });
    const [red, green, blue] = decoded.pixels;
    expect(red).toBeGreaterThan(240);
    expect(Math.max(green!, blue!)).toBeLessThan(16);
  });

  test("refuses too many bytes before anything else", async () => {
    const decoding = decodeImage(new Uint8Array(11), { limits: { ...limits, maxBytes: 10 } });
    await expect(decoding).rejects.toMatchObject({
      code: "image_too_large",
      message: expect.stringContaining("11 bytes; at most 10 are read. Raise limits.maxBytes"),
    });
  });

  test("refuses too many pixels by the header", async () => {
    await expect(decodeImage(pngHeader(30_000, 30_000), { limits })).rejects.toMatchObject({
      code: "image_too_large",
      message: expect.stringMatching(/30000 x 30000 = 900000000 pixels.*limits\.maxPixels/),
    });
    const few = { ...limits, maxPixels: 240 * 160 };
    await expect(decodeImage(scene, { limits: few })).resolves.toBeDefined();
  });

  test.each(["jpeg", "png", "webp", "gif", "tiff", "avif"] as const)(
    "refuses a %s that was cut off",
    async (format) => {
      const whole = await sharp(scene).toFormat(format).toBuffer();
      const half = whole.subarray(0, whole.length / 2);
      await expect(decodeImage(half, { limits })).rejects.toMatchObject({
        code: "image_decode_failed",
        message: expect.stringMatching(/cut off/),
      });
    },
  );

  test("refuses a kind of JPEG that the decoder does not know", async () => {
    const picture = await sharp(scene).jpeg().toBuffer();
    // Precision, behind the marker and the length of the frame header: 12 bits a sample.
    picture[picture.indexOf(Buffer.of(0xff, 0xc0)) + 4] = 12;
    await expect(decodeImage(picture, { limits })).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringMatching(/kind of JPEG file.*precision 12.*Convert it/),
    });
  });

  test("refuses noise behind a JPEG's first bytes", async () => {
    const noise = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 0x5a)]);
    await expect(decodeImage(noise, { limits })).rejects.toMatchObject({
      code: "image_decode_failed",
      message: expect.stringMatching(/JPEG file/),
    });
  });

  test("reads a JPEG with stray bytes before its end", async () => {
    const whole = await sharp(scene).jpeg().toBuffer();
    const strayed = Buffer.concat([
      whole.subarray(0, -2),
      Buffer.from([1, 2, 3]),
      whole.subarray(-2),
    ]);
    await expect(decodeImage(strayed, { limits })).resolves.toMatchObject({ width: 240 });
  });

  test("rejects with the signal's reason", async () => {
    const reason = new Error("enough");
    const decoding = decodeImage(scene, { limits, signal: AbortSignal.abort(reason) });
    await expect(decoding).rejects.toBe(reason);
  });
});
