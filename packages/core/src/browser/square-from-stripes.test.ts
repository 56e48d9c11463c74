import { expect, test } from "vitest";
import { centerSquare } from "../pictures/resize/center-square.js";
import { squareFromStripes } from "./square-from-stripes.js";

test.each([
  [64, 64],
  [300, 200],
  [37, 1021],
  [3000, 900],
  [1500, 1999],
  [40, 23],
  [1, 5],
])("a picture of %i x %i read in stripes gives the bytes of the whole one", (width, height) => {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 7919) >> 3);
  const heights: number[] = [];
  const square = squareFromStripes({ width, height }, 64, (stripe) => {
    heights.push(stripe.height);
    const rows = Array.from({ length: stripe.height }, (_, row) => {
      const from = ((stripe.top + row) * width + stripe.left) * 3;
      return pixels.subarray(from, from + stripe.width * 3);
    });
    return new Uint8Array(Buffer.concat(rows));
  });
  expect(square).toMatchObject({ width: 64, height: 64 });
  const whole = centerSquare({ pixels, width, height }, 64);
  expect(Buffer.compare(square.pixels, whole)).toBe(0);
  if (width * height > 2_000_000) expect(heights.length).toBeGreaterThan(1);
});
