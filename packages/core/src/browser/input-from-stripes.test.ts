import { describe, expect, test } from "vitest";
import { type InputGeometry, squareGeometry } from "../pictures/resize/input-geometry.js";
import { makeInput } from "../pictures/resize/make-input.js";
import { inputFromStripes } from "./input-from-stripes.js";

const padColor = [9, 99, 199] as const;
const geometries: Record<string, InputGeometry> = {
  "CLIP's": squareGeometry(64),
  "a crop of a larger resize": {
    ...{ width: 56, height: 48, resize: "crop", resizeTo: 64, filter: "lanczos", padColor },
  },
  squashed: { width: 80, height: 48, resize: "squash", resizeTo: 0, filter: "bilinear", padColor },
  padded: { width: 48, height: 64, resize: "pad", resizeTo: 0, filter: "bicubic", padColor },
};

describe.each(Object.entries(geometries))("an input that is %s", (_, geometry) => {
  test.each([
    [64, 64],
    [300, 200],
    [37, 1021],
    [3000, 900],
    [1500, 1999],
    [40, 23],
    [1, 5],
  ])("of %i x %i pixels read in stripes has the bytes of the whole one", (width, height) => {
    const pixels = Uint8Array.from(
      { length: width * height * 3 },
      (_, index) => (index * 7919) >> 3,
    );
    const heights: number[] = [];
    const input = inputFromStripes({ width, height }, geometry, (stripe) => {
      heights.push(stripe.height);
      const rows = Array.from({ length: stripe.height }, (_, row) => {
        const from = ((stripe.top + row) * width + stripe.left) * 3;
        return pixels.subarray(from, from + stripe.width * 3);
      });
      return new Uint8Array(Buffer.concat(rows));
    });
    const { width: inputWidth, height: inputHeight } = geometry;
    expect(input).toMatchObject({ width: inputWidth, height: inputHeight, isPrepared: true });
    const whole = makeInput({ pixels, width, height }, geometry);
    expect(Buffer.compare(input.pixels, whole)).toBe(0);
    if (width * height > 2_000_000) expect(heights.length).toBeGreaterThan(1);
  });
});
