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
  expect(rowsOf("kills", { kills: 40, cosine: 0.99998, of: { rows: 1234.5, why: null } })).toEqual([
    { what: "kills", figure: "40" },
    { what: "cosine", figure: "0.99998" },
    { what: "of, rows", figure: "1,234.5" },
  ]);
});
