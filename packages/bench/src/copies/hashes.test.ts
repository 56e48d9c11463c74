import sharp from "sharp";
import { expect, test } from "vitest";
import { bitsApart, pdq, phash } from "./hashes.js";

/** Blocks of random greys, smoothed: another picture for each seed. */
function picture(seed: number): Promise<Buffer> {
  let state = seed;
  const pixels = Uint8Array.from({ length: 12 * 9 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return sharp(pixels, { raw: { width: 12, height: 9, channels: 1 } })
    .resize(640, 480)
    .png()
    .toBuffer();
}

const original = await picture(1);
const other = await picture(2);

test.each([
  ["pdq", pdq, 256, 31],
  ["phash", phash, 64, 8],
] as const)(
  "%s: a copy is near, another picture half of the bits away",
  async (_, hash, bits, near) => {
    const copy = await sharp(original).resize(300).jpeg({ quality: 40 }).toBuffer();
    const one = (await hash(original))!;
    expect(one.length * 32).toBe(bits);
    expect(bitsApart(one, (await hash(copy))!)).toBeLessThan(near);
    const apart = bitsApart(one, (await hash(other))!) / bits;
    expect(Math.abs(apart - 0.5)).toBeLessThan(0.15);
  },
);

test("half of the bits are set, as the median asks", async () => {
  for (const hash of [pdq, phash]) {
    const one = (await hash(original))!;
    expect(bitsApart(one, new Uint32Array(one.length))).toBe(one.length * 16);
  }
});

test("mirroring turns the bits of odd frequencies across, as PDQ's description says", async () => {
  const one = (await pdq(original))!;
  const mirrored = (await pdq(await sharp(original).flop().png().toBuffer()))!;
  // Bit 0 of each word is frequency 1 across, so that every other bit changes.
  const expected = one.map((word) => word ^ 0x55555555);
  expect(bitsApart(mirrored, expected)).toBeLessThan(20);
});

test("a picture of one colour has no PDQ", async () => {
  const create = { width: 300, height: 200, channels: 3, background: "#777" } as const;
  expect(await pdq(await sharp({ create }).png().toBuffer())).toBeNull();
});
