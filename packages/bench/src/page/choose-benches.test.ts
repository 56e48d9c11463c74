import { expect, it } from "vitest";
import { chooseBenches } from "./choose-benches.js";

const run = (seconds: number | null) => ({
  ...{ commit: "0000000", date: "2026-11-30", machine: "", quick: false, rows: [] },
  seconds,
});

it("takes what fits, in order, and what was never timed as five minutes", () => {
  const figures = { long: run(3600), short: run(60), unknown: run(null), last: run(240) };
  expect(chooseBenches(Object.keys(figures), figures, 10)).toEqual({
    chosen: ["short", "unknown", "last"],
    left: ["long"],
  });
});
