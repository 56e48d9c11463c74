import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage } from "./decode.js";
import { fingerprint, hammingDistance, mirroredFingerprint } from "./fingerprint.js";
import { defaultImageLimits as limits } from "./limits.js";
import { frameOf } from "./signature/frame.js";
import { drawScene } from "./test-pictures.js";

const scenes = await Promise.all(
  Array.from({ length: 12 }, (_, seed) => drawScene(seed, 600, 400)),
);
const fingerprintOf = async (picture: Buffer) =>
  fingerprint(frameOf(await decodeImage(picture, { limits })));
const originals = await Promise.all(scenes.map(fingerprintOf));

async function largestDistance(edit: (picture: Sharp) => Sharp): Promise<number> {
  const edited = await Promise.all(
    scenes.map(async (scene) => fingerprintOf(await edit(sharp(scene)).toBuffer())),
  );
  return Math.max(...edited.map((print, index) => hammingDistance(print, originals[index]!)));
}

describe("fingerprint", () => {
  test("is 16 hex digits", () => {
    for (const print of originals) expect(print).toMatch(/^[0-9a-f]{16}$/);
  });

  test("stays when a picture is compressed hard", async () => {
    expect(await largestDistance((picture) => picture.jpeg({ quality: 40 }))).toBeLessThanOrEqual(
      4,
    );
  });

  test("stays when a picture is resized", async () => {
    expect(await largestDistance((picture) => picture.resize(150).png())).toBeLessThanOrEqual(4);
    expect(await largestDistance((picture) => picture.resize(1800).png())).toBeLessThanOrEqual(4);
  });

  test("differs between pictures", () => {
    const distances = originals.flatMap((print, index) =>
      originals.slice(index + 1).map((other) => hammingDistance(print, other)),
    );
    expect(Math.min(...distances)).toBeGreaterThan(12);
  });

  test("of one colour is zero, whatever the colour", async () => {
    for (const background of ["#000000", "#7f3b99", "#ffffff"]) {
      const create = { width: 50, height: 40, channels: 3, background } as const;
      expect(await fingerprintOf(await sharp({ create }).png().toBuffer())).toBe("0".repeat(16));
    }
  });
});

describe("mirroredFingerprint", () => {
  test("is nearly that of the mirror image, and twice the fingerprint itself", async () => {
    for (const [i, scene] of scenes.entries()) {
      const mirrored = await fingerprintOf(await sharp(scene).flop().toBuffer());
      const expected = mirroredFingerprint(originals[i]!);
      expect(hammingDistance(expected, mirrored)).toBeLessThanOrEqual(12);
      expect(hammingDistance(originals[i]!, mirrored)).toBeGreaterThan(20);
      expect(mirroredFingerprint(expected)).toBe(originals[i]);
    }
  });
});

describe("hammingDistance", () => {
  test("counts the differing bits", () => {
    expect(hammingDistance("0000000000000000", "ffffffffffffffff")).toBe(64);
    expect(hammingDistance("8000000000000001", "8000000000000010")).toBe(2);
    expect(hammingDistance("123456789abcdef0", "123456789abcdef0")).toBe(0);
  });
});
