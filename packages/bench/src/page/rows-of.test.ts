import { expect, it } from "vitest";
import { rowsOf } from "./rows-of.js";

const quickScan = { recall_100k: 1, cpu_ms_100k: 3.53, js_ratio_100k: 23.2 };

it("figures are sentences where there are some; a quick scan has no million", () => {
  expect(rowsOf("scan", quickScan)).toEqual([
    {
      id: "scan-100k",
      what: "search among 100,000 vectors of 512 dimensions",
      figure: "3.5 ms of CPU, recall@20 1.000; a plain JavaScript scan takes 23 times as long",
    },
  ]);
});

it("a result without a figure of a sentence is refused, not shown as undefined", () => {
  expect(() => rowsOf("scan", { recall_100k: 1 })).toThrow("cpu_ms_100k");
});

it("other figures are shown by their keys, those of one subject too", () => {
  expect(rowsOf("cutoff", { kills: 40, cosine: 0.99998, of: { rows: 1234.5, why: null } })).toEqual(
    [
      { what: "kills", figure: "40" },
      { what: "cosine", figure: "0.99998" },
      { what: "of, rows", figure: "1,234.5" },
    ],
  );
});

it("faults are never told as none", () => {
  const of = (faults: number) => rowsOf("kills", { kills: 40, faults })[0]!.figure;
  expect(of(0)).toBe("nothing lost, doubled or half visible");
  expect(of(2)).toBe("2 faults");
});

it("the weakest edit is named, and of the harder ones each that misses anything", () => {
  const shares = { crop: 1, text_overlay: 0.971, turn_90: 1, quarter: 0.95 };
  const result = {
    ...{ recall_at_1: shares, tier_recall_of: shares, recall_at_1_all: 0.9855, tier_recall: 0.99 },
    ...{ false_per_10k_matches: 0, false_share_templates: 0 },
  };
  expect(rowsOf("edited", result).map(({ figure }) => figure)).toEqual([
    "original first 0.986 (the least with text overlay 0.971), told as the same picture 0.990 (text overlay 0.971)",
    "original first: quarter 0.950, all others 1; told as the same picture: quarter 0.950, all others 1",
    "0",
    "0 %",
  ]);
});
