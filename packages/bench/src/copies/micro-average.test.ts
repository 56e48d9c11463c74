import { expect, test } from "vitest";
import { microFigures } from "./micro-average.js";

const claims = (...scores: [score: number, isRight: boolean][]) =>
  scores.map(([score, isRight]) => ({ score, right: isRight ? 1 : 0, wrong: isRight ? 0 : 1 }));

test("right claims before all wrong ones are perfect, if none is missing", () => {
  const all = claims([3, true], [1, false], [2, true]);
  expect(microFigures(all, 2)).toEqual({ microAp: 1, recallAtP90: 1 });
  expect(microFigures(all, 4)).toEqual({ microAp: 0.5, recallAtP90: 0.5 });
});

test("a wrong claim counts against all that are less certain", () => {
  const { microAp, recallAtP90 } = microFigures(claims([3, true], [2, false], [1, true]), 2);
  expect(microAp).toBeCloseTo((1 + 2 / 3) / 2);
  expect(recallAtP90).toBe(0.5);
});

test("claims of one score are taken together, in whatever order they come", () => {
  const one = claims([1, true], [1, false]);
  for (const all of [one, one.toReversed()]) {
    expect(microFigures(all, 1)).toEqual({ microAp: 0.5, recallAtP90: 0 });
  }
});

test("the recall is that of the last score with nine of ten right", () => {
  const nine = Array.from({ length: 9 }, (_, i): [number, boolean] => [20 - i, true]);
  expect(microFigures(claims([30, false], ...nine, [1, false]), 10).recallAtP90).toBe(0.9);
});

test("claims may be counted by their score", () => {
  const counted = [
    { score: 2, right: 3, wrong: 0 },
    { score: 1, right: 1, wrong: 4 },
  ];
  const { microAp, recallAtP90 } = microFigures(counted, 4);
  expect(microAp).toBeCloseTo(3 / 4 + 1 / 8);
  expect(recallAtP90).toBe(0.75);
});

test("no claim at all finds nothing", () => {
  expect(microFigures([], 5)).toEqual({ microAp: 0, recallAtP90: 0 });
});
