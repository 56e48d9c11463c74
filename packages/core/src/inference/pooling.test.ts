import { expect, test } from "vitest";
import { outputShape, pooled } from "./pooling.js";

/** Two pictures of three tokens of two values. */
const values = Float32Array.of(1, 2, 3, 4, 5, 8, 10, 20, 30, 40, 50, 80);

test.each([
  ["cls", undefined, [1, 2, 10, 20]],
  ["mean", undefined, [3, 14 / 3, 30, 140 / 3]],
  ["mean", 1, [4, 6, 40, 60]],
  ["mean", 2, [5, 8, 50, 80]],
] as const)("%s of tokens, %s left out", (pooling, prefixTokens, expected) => {
  const output = { tensor: "tokens", pooling, ...(prefixTokens && { prefixTokens }) };
  expect(pooled(values, output, 2, 2)).toEqual(Float32Array.from(expected));
  expect(outputShape(output, 2)).toEqual([null, null, 2]);
});

test("without pooling, the values are the vectors", () => {
  expect(pooled(values, { tensor: "v" }, 2, 6)).toBe(values);
  expect(outputShape({ tensor: "v" }, 6)).toEqual([null, 6]);
});

test.each([
  ["none", 0, 2, 3],
  ["cls", 0, 5, 2],
  ["mean", 3, 2, 2],
] as const)("%s with %i tokens left out is nothing for %i of %i", (...args) => {
  const [pooling, prefixTokens, count, dimension] = args;
  const output = { tensor: "v", pooling, prefixTokens };
  expect(pooled(values, output, count, dimension)).toBeNull();
});
