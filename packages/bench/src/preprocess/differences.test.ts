import { expect, test } from "vitest";
import { differenceOf, minCosine } from "./differences.js";

test("a difference is the largest and the mean distance of bytes, whatever the sign", () => {
  const [a, b] = [Uint8Array.of(0, 10, 200, 255), Uint8Array.of(4, 10, 190, 253)];
  expect(differenceOf(a, b)).toEqual({ max: 10, mean: 4 });
});

test("pictures of other sizes are not compared", () => {
  expect(() => differenceOf(new Uint8Array(3), new Uint8Array(6))).toThrow(RangeError);
});

test("the lowest cosine is that of the two vectors furthest apart", () => {
  const vectors = [0, 0.1, 0.5].map((angle) => Float32Array.of(Math.cos(angle), Math.sin(angle)));
  expect(minCosine(vectors)).toBeCloseTo(Math.cos(0.5), 6);
});
