import fc from "fast-check";
import { expect, test } from "vitest";
import { averagePrecision, hitAt, precisionAt, recallAt } from "./metrics.js";

/** Right at places 1, 3 and 6, and one that was not found. */
const ranking = [true, false, true, false, false, true];
const relevant = 4;

test("precision counts the right ones among the first k, of k even where there are fewer", () => {
  expect([1, 2, 3, 6, 12].map((k) => precisionAt(ranking, k))).toEqual([
    1,
    1 / 2,
    2 / 3,
    3 / 6,
    3 / 12,
  ]);
});

test("recall counts them of all that are right", () => {
  expect([1, 3, 6, 12].map((k) => recallAt(ranking, k, relevant))).toEqual([
    1 / 4,
    2 / 4,
    3 / 4,
    3 / 4,
  ]);
});

test("a hit is any right one", () => {
  expect([1, 2].map((k) => hitAt([false, true], k))).toEqual([0, 1]);
});

test("average precision is taken at each right one, 0 for one that is missing", () => {
  expect(averagePrecision(ranking, relevant)).toBeCloseTo((1 + 2 / 3 + 3 / 6) / 4, 12);
  expect(averagePrecision([], 3)).toBe(0);
});

test("figures stay in [0, 1], recall never falls, and a perfect ranking has 1", () => {
  const rankings = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(rankings, fc.nat({ max: 5 }), (ranking, missing) => {
      const found = ranking.filter(Boolean).length;
      const relevant = found + missing;
      fc.pre(relevant > 0);
      const average = averagePrecision(ranking, relevant);
      // The plain definition: precision at each place that is right.
      const places = ranking.flatMap((isRight, i) => (isRight ? [i + 1] : []));
      const expected = places.reduce((sum, k) => sum + precisionAt(ranking, k), 0) / relevant;
      expect(average).toBeCloseTo(expected, 12);
      expect(average).toBeLessThanOrEqual(1);
      const recalls = ranking.map((_, i) => recallAt(ranking, i + 1, relevant));
      expect(recalls).toEqual([...recalls].sort((a, b) => a - b));
      const perfect = [...ranking].sort((a, b) => Number(b) - Number(a));
      expect(averagePrecision(perfect, relevant)).toBeCloseTo(found / relevant, 12);
    }),
  );
});
