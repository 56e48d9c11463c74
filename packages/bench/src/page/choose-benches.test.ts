import { expect, it } from "vitest";
import { fits, oldestFirst, takesLonger } from "./choose-benches.js";

const run = (seconds: number | null, date = "2026-11-30") => ({
  ...{ commit: "0000000", machine: "", quick: false, rows: [] },
  ...{ seconds, date },
});

it("what was measured longest ago comes first, others stay in their order", () => {
  const figures = { a: run(1), b: run(1), old: run(1, "2026-10-02"), c: run(1) };
  expect(oldestFirst(Object.keys(figures), figures)).toEqual(["old", "a", "b", "c"]);
});

it("a bench fits by its last time, and one that was never timed by five minutes", () => {
  const figures = { short: run(60), unknown: run(null) };
  expect(fits("short", figures, 60)).toBe(true);
  expect(fits("short", figures, 59)).toBe(false);
  expect(fits("unknown", figures, 300)).toBe(true);
  expect(fits("new", figures, 299)).toBe(false);
});

it("a bench that was stopped for want of time is known to take longer", () => {
  expect(takesLonger(run(null), 900)).toEqual(run(901));
  expect(takesLonger(run(1_200), 900)).toEqual(run(1_200));
});
