import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { neededPart, planResize, resizePlain } from "./resize.js";
import { resizeWithKernel } from "./resize-kernel.js";
import type { RgbPixels } from "./resize-plan.js";

const buildScript = new URL("../../../scripts/build-kernels.mjs", import.meta.url).href;

/** Pixels from a seed: noise, or only black and white, where the kernel overshoots most. */
function picture(width: number, height: number, seed: number, isStark: boolean): RgbPixels {
  let state = seed;
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const value = (state >> 16) & 255;
    return isStark ? (value & 1) * 255 : value;
  });
  return { pixels, width, height };
}

const side = fc.integer({ min: 1, max: 90 });
const resizes = fc
  .record({
    width: side,
    height: side,
    size: fc.record({ width: side, height: side }),
    seed: fc.nat(),
    isStark: fc.boolean(),
    at: fc.record({
      left: fc.double({ min: 0, max: 0.999, noNaN: true }),
      top: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  })
  .map(({ width, height, size, seed, isStark, at }) => {
    const left = Math.floor(at.left * size.width);
    const top = Math.floor(at.top * size.height);
    const crop = { left, top, width: size.width - left, height: size.height - top };
    return { image: picture(width, height, seed, isStark), size, crop };
  });

describe("the resize kernel", () => {
  test("is committed as its source assembles", async () => {
    const { buildKernel } = (await import(buildScript)) as {
      buildKernel: (name: string) => Promise<string>;
    };
    const committed = await readFile(new URL("./resize-kernel.wasm.ts", import.meta.url), "utf8");
    expect(committed).toBe(await buildKernel("resize"));
  });

  test("gives the bytes of the plain script, whatever the sizes and the crop", () => {
    fc.assert(
      fc.property(resizes, ({ image, size, crop }) => {
        const plan = planResize(image, size, crop);
        expect(resizeWithKernel(plan)).toEqual(resizePlain(plan));
      }),
      { numRuns: 300 },
    );
  });

  test("gives the same for the part that a crop needs as for the whole picture", () => {
    fc.assert(
      fc.property(resizes, ({ image, size, crop }) => {
        const part = neededPart(image, size, crop);
        const whole = resizePlain(planResize(image, size, crop));
        expect(resizePlain(planResize(part, size, crop))).toEqual(whole);
        expect(resizeWithKernel(planResize(part, size, crop))).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  test("takes a small picture after a large one has filled its memory", () => {
    const resize = (image: RgbPixels) => {
      const size = { width: 40, height: 30 };
      const plan = planResize(image, size, { left: 0, top: 0, ...size });
      expect(resizeWithKernel(plan)).toEqual(resizePlain(plan));
    };
    resize(picture(1200, 900, 1, true));
    resize(picture(41, 31, 2, false));
  });
});
