import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { cpuMsEach, cpuMsOfLimit, type Lap, rate, ratio, workLimit } from "./race.js";

const lap = (pictures: number, cpuMs: number, ownMs = cpuMs): Lap => ({
  pictures,
  cpuMs,
  ownMs,
  wallMs: 10 * ownMs,
  loop: { p99Ms: 0, maxMs: 0 },
});

test("a rate counts the time that the machine had, not the clock's", () => {
  expect(rate(lap(20, 900, 500))).toBe(40);
});

test("a ratio compares rounds that ran together, and is their median", () => {
  const theirs = [lap(10, 1000), lap(10, 3000), lap(10, 200)];
  const ours = [lap(10, 500), lap(10, 1000), lap(10, 200)];
  expect(ratio(theirs, ours, cpuMsEach)).toBe(2);
});

test("the work limit is what all cores could do of the model and decoding", () => {
  const limit = workLimit([lap(8, 720)], [lap(8, 80)]);
  expect(limit).toBeCloseTo((availableParallelism() * 1000) / 100, 9);
  expect(cpuMsOfLimit(limit)).toBeCloseTo(100, 9);
});
