import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noisePixels } from "../test-pictures.js";
import { type InputGeometry, resizedSide } from "./input-geometry.js";
import { inputPart, makeInput } from "./make-input.js";
import { planResize, resizePlain } from "./resize.js";
import { type ResizeFilter, resizeFilters } from "./resize-filters.js";
import { resizeWithKernel } from "./resize-kernel.js";

type Resize = InputGeometry["resize"];

/** Made by `scripts/make-input-fixtures.py`. */
const fixtures = JSON.parse(
  readFileSync(new URL("./pillow-inputs.json", import.meta.url), "utf8"),
) as {
  padColor: [number, number, number];
  cases: [
    ...picture: [width: number, height: number],
    ...input: [width: number, height: number, resize: Resize, resizeTo: number | null],
    filter: ResizeFilter,
    sha256: string,
  ][];
};
const { padColor } = fixtures;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const pictures = new Map<string, ReturnType<typeof noisePixels>>();

function picture(width: number, height: number) {
  const key = `${width}x${height}`;
  const known = pictures.get(key) ?? noisePixels(width, height);
  pictures.set(key, known);
  return known;
}

describe.each(resizeFilters)("a model's input with %s", (filter) => {
  test.each(["crop", "squash", "pad"] as const)("and %s is Pillow's, to the byte", (resize) => {
    const cases = fixtures.cases.filter((each) => each[4] === resize && each[6] === filter);
    expect(cases.length).toBeGreaterThan(30);
    for (const [w, h, width, height, , resizeTo, , expected] of cases) {
      const geometry = { width, height, resize, resizeTo: resizeTo ?? 0, filter, padColor };
      const made = makeInput(picture(w, h), geometry);
      expect(sha256(made).slice(0, 32), `${w} x ${h} to ${width} x ${height}, ${resizeTo}`).toBe(
        expected,
      );
    }
  });
});

test("a picture that pads to less than a row has one row", () => {
  const geometry = { width: 8, height: 8, resize: "pad", resizeTo: 0, filter: "bilinear" } as const;
  const made = makeInput(
    { pixels: new Uint8Array(300).fill(200), width: 100, height: 1 },
    { ...geometry, padColor: [1, 2, 3] },
  );
  const rows = Array.from({ length: 8 }, (_, row) => made.subarray(row * 24, row * 24 + 24));
  const shown = rows.filter((row) => row.every((value) => value === 200));
  expect(shown).toHaveLength(1);
  expect([...rows[0]!.subarray(0, 3)]).toEqual([1, 2, 3]);
});

test("the side to decode for covers the crop's larger resize, and no other's", () => {
  const geometry = { width: 48, height: 80, resizeTo: 96, filter: "bicubic", padColor } as const;
  expect(resizedSide({ ...geometry, resize: "crop" })).toBe(96);
  expect(resizedSide({ ...geometry, resize: "squash" })).toBe(80);
});

const side = fc.integer({ min: 1, max: 90 });
const geometries = fc
  .record({
    width: side,
    height: side,
    more: fc.integer({ min: 0, max: 20 }),
    resize: fc.constantFrom<Resize>("crop", "squash", "pad"),
    filter: fc.constantFrom(...resizeFilters),
  })
  .map(
    ({ more, ...geometry }): InputGeometry => ({
      ...geometry,
      resizeTo: Math.max(geometry.width, geometry.height) + more,
      padColor,
    }),
  );

test("the part that an input needs gives the input of the whole picture", () => {
  fc.assert(
    fc.property(side, side, geometries, (width, height, geometry) => {
      const whole = noisePixels(width, height);
      const part = inputPart(whole, geometry);
      expect(Buffer.compare(makeInput(part, geometry), makeInput(whole, geometry))).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test("the kernel gives the bytes of the plain script with every filter", () => {
  fc.assert(
    fc.property(side, side, side, side, fc.constantFrom(...resizeFilters), (...args) => {
      const [width, height, toWidth, toHeight, filter] = args;
      const size = { width: toWidth, height: toHeight };
      const stark = noisePixels(width, height);
      stark.pixels.forEach((value, index) => {
        stark.pixels[index] = (value & 1) * 255;
      });
      const plan = planResize(stark, size, { left: 0, top: 0, ...size }, filter);
      expect(Buffer.compare(resizeWithKernel(plan)!, resizePlain(plan))).toBe(0);
    }),
    { numRuns: 300 },
  );
});
