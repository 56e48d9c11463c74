import { expect, test } from "vitest";
import { floatsFromHalves, halvesFromFloats } from "./half-floats.js";

test.each([
  [0x0000, 0],
  [0x8000, -0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x3555, 0.333251953125],
  [0x7bff, 65504],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
])("the bits %i are %d", (bits, expected) => {
  expect(floatsFromHalves(Uint16Array.of(bits))[0]).toBe(expected);
});

test("every half-precision value comes back as it was", () => {
  const bits = Uint16Array.from({ length: 0x10000 }, (_, index) => index);
  const numbers = bits.filter((each) => (each & 0x7c00) !== 0x7c00 || (each & 0x3ff) === 0);
  expect(halvesFromFloats(floatsFromHalves(numbers))).toEqual(numbers);
});

test.each([
  ["the nearest", 1.0006, 0x3c01],
  ["the even one of two", 1 + 1 / 2048, 0x3c00],
  ["the even one of two, upwards", 1 + 3 / 2048, 0x3c02],
  ["the next power of two", 1.9999, 0x4000],
  ["infinity above the largest", -65_520, 0xfc00],
  ["the largest below that", 65_519, 0x7bff],
  ["0 below half of the smallest", 2 ** -26, 0x0000],
  ["no number", Number.NaN, 0x7e00],
])("gives %s", (_, value, expected) => {
  expect(halvesFromFloats(Float32Array.of(value))[0]).toBe(expected);
});
