import { expect, test } from "vitest";
import { sample } from "./sample.js";

const values = Array.from({ length: 100 }, (_, i) => i);

test("a sample keeps the order, repeats nothing and follows from the seed", () => {
  const drawn = sample(values, 20, 7);
  expect(drawn).toHaveLength(20);
  expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
  expect(sample(values, 20, 7)).toEqual(drawn);
  expect(sample(values, 20, 8)).not.toEqual(drawn);
});

test("all values where more are wanted, or no number is given", () => {
  expect(sample(values, 1000, 1)).toEqual(values);
  expect(sample(values, undefined, 1)).toEqual(values);
});
