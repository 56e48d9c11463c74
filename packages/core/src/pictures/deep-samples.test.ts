import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage } from "./decode.js";
import { defaultImageLimits as limits } from "./limits.js";
import { meanDifference } from "./test-pictures.js";

const [width, height] = [96, 64];

/** Values from 0 to 1, other ones for each seed. */
function surface(seed: number): Float64Array {
  return Float64Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return 0.5 + 0.25 * Math.sin(x / (5 + seed)) + 0.25 * Math.cos((seed * x + y) / 9);
  });
}

type Samples = Float32Array | Float64Array | Int32Array | Uint32Array | Uint16Array | Int16Array;

/** An uncompressed TIFF of one strip, little endian. */
function tiff(samples: Samples): Buffer {
  const channels = samples.length / (width * height);
  const bits = 8 * samples.BYTES_PER_ELEMENT;
  const isFloat = samples instanceof Float32Array || samples instanceof Float64Array;
  const isSigned = samples instanceof Int32Array || samples instanceof Int16Array;
  const tags: [number, number][] = [
    [256, width],
    [257, height],
    [258, bits],
    [259, 1],
    [262, channels === 3 ? 2 : 1],
    [273, 8],
    [277, channels],
    [278, height],
    [279, samples.byteLength],
    [339, isFloat ? 3 : isSigned ? 2 : 1],
  ];
  const file = Buffer.alloc(8 + samples.byteLength + 6 + 12 * tags.length + 2 * channels);
  file.write("II*\0", "latin1");
  const start = 8 + samples.byteLength;
  file.writeUInt32LE(start, 4);
  file.set(new Uint8Array(samples.buffer), 8);
  file.writeUInt16LE(tags.length, start);
  for (const [i, [tag, value]] of tags.entries()) {
    const at = start + 2 + 12 * i;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(4, at + 2);
    file.writeUInt32LE(1, at + 4);
    file.writeUInt32LE(value, at + 8);
  }
  return file;
}

const shown = surface(1);
const red = (pixels: Uint8Array) => pixels.filter((_, i) => i % 3 === 0);
const expected = Uint8Array.from(shown, (value) => Math.round(255 * value));

describe("samples of other kinds", () => {
  test.each<[string, (values: Float64Array) => Buffer]>([
    ["float, 0 to 1", (values) => tiff(Float32Array.from(values))],
    ["float, 0 to 1000", (values) => tiff(Float32Array.from(values, (value) => 1000 * value))],
    ["float, -1 to 1", (values) => tiff(Float32Array.from(values, (value) => 2 * value - 1))],
    ["32-bit", (values) => tiff(Uint32Array.from(values, (value) => 4e9 * value))],
    ["signed 32-bit", (values) => tiff(Int32Array.from(values, (value) => 4e9 * (value - 0.5)))],
    ["8 of 16 bits", (values) => tiff(Uint16Array.from(values, (value) => 255 * value))],
    ["12 of 16 bits", (values) => tiff(Uint16Array.from(values, (value) => 4095 * value))],
    ["all of 16 bits", (values) => tiff(Uint16Array.from(values, (value) => 65_535 * value))],
  ])("are shown from dark to bright: %s", async (_, write) => {
    const one = await decodeImage(write(shown), { limits });
    expect(one).toMatchObject({ width, height, pixelHash: null });
    expect(meanDifference(red(one.pixels), expected)).toBeLessThan(3);
    const other = await decodeImage(write(surface(2)), { limits });
    expect(meanDifference(one.pixels, other.pixels)).toBeGreaterThan(20);
  });

  test("of colours keep them", async () => {
    const values = [surface(1), surface(2), surface(3)];
    const samples = Float32Array.from({ length: 3 * width * height }, (_, i) => {
      return 7 * values[i % 3]![Math.floor(i / 3)]!;
    });
    const { pixels } = await decodeImage(tiff(samples), { limits });
    const [r, g, b] = [pixels[0]!, pixels[1]!, pixels[2]!];
    const order = (list: number[]) => list.map((_, i) => i).sort((i, j) => list[i]! - list[j]!);
    expect(order([r, g, b])).toEqual(order([samples[0]!, samples[1]!, samples[2]!]));
    expect(new Set(pixels).size).toBeGreaterThan(100);
  });

  test("that are no numbers, or far from all others, do not hide the picture", async () => {
    const samples = Float32Array.from(shown);
    samples.set([Number.NaN, Number.POSITIVE_INFINITY, 1e30], 100);
    const { pixels } = await decodeImage(tiff(samples), { limits });
    expect(meanDifference(red(pixels), expected)).toBeLessThan(3);
  });

  test("are shown where all but a few are equal", async () => {
    const samples = new Float32Array(width * height).fill(3);
    samples[500] = 4;
    const { pixels } = await decodeImage(tiff(samples), { limits });
    expect([pixels[0], pixels[1500]]).toEqual([0, 255]);
  });

  test("in a region are shown as in the whole", async () => {
    const cut = () => ({ left: 10, top: 20, width: 30, height: 25 });
    const file = tiff(Float32Array.from(shown));
    const part = await decodeImage(file, { limits, cut });
    const whole = await decodeImage(file, { limits });
    expect(part).toMatchObject({ width: 30, height: 25 });
    const at = 3 * (20 * width + 10);
    expect([...part.pixels.subarray(0, 90)]).toEqual([...whole.pixels.subarray(at, at + 90)]);
  });

  test.each([
    ["64-bit floats", tiff(Float64Array.from(shown))],
    ["signed 16-bit", tiff(Int16Array.from(shown, (value) => 60_000 * (value - 0.5)))],
    [
      "five channels",
      tiff(Float32Array.from({ length: 5 * width * height }, (_, i) => shown[i % 100]!)),
    ],
  ])("are refused where they would be lost: %s", async (_, file) => {
    await expect(decodeImage(file, { limits })).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringMatching(/Convert it to|Save the channels/),
    });
  });
});

test("16-bit pictures that differ in the lower half of a sample are not equal pixels", async () => {
  const raw = { width, height, channels: 3 } as const;
  const write = async (low: number) => {
    const samples = Uint16Array.from({ length: 3 * width * height }, (_, i) => {
      return (Math.round(255 * shown[Math.floor(i / 3)]!) << 8) | low;
    });
    return sharp(samples, { raw }).toColourspace("rgb16").png().toBuffer();
  };
  for (const low of [3, 200]) {
    expect((await decodeImage(await write(low), { limits })).pixelHash).toBeNull();
  }
});
