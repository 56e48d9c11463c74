import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { allocateShared, instantiateKernel } from "./scan-kernel.js";

const buildScript = new URL("../../scripts/build-kernels.mjs", import.meta.url).href;

/** Runs the kernel over rows given in plain order; returns its reports. */
function runKernel(rows: Int8Array[], scales: number[], query: Int16Array, threshold: number) {
  const dimension = query.length;
  const groups = rows.length / 4;
  const codesAt = 65_536;
  const memory = allocateShared(codesAt + rows.length * dimension);
  new Int16Array(memory.buffer, 0, dimension).set(query);
  const scalesAt = 32_768;
  new Float32Array(memory.buffer, scalesAt, scales.length).set(scales);
  const codes = new Int8Array(memory.buffer, codesAt);
  rows.forEach((row, r) => {
    const start = Math.floor(r / 4) * 4 * dimension + (r % 4) * 8;
    row.forEach((code, i) => {
      codes[start + Math.floor(i / 8) * 32 + (i % 8)] = code;
    });
  });
  const hitsAt = 49_152;
  const kernel = instantiateKernel(memory);
  const found = kernel(0, codesAt, scalesAt, groups, dimension, threshold, hitsAt);
  return Array.from({ length: found }, (_, hit) => ({
    group: new Int32Array(memory.buffer, hitsAt + hit * 20, 1)[0],
    scores: [...new Float32Array(memory.buffer, hitsAt + hit * 20 + 4, 4)],
  }));
}

describe("the scan kernel", () => {
  it("is committed as its source assembles", async () => {
    const { buildKernel } = (await import(buildScript)) as {
      buildKernel: (name: string) => Promise<string>;
    };
    const committed = await readFile(new URL("./scan-kernel.wasm.ts", import.meta.url), "utf8");
    expect(committed).toBe(await buildKernel("scan"));
  });

  it.each([16, 512, 4096, 16_384])(
    "does not overflow at the extremes of %i dimensions",
    (dimension) => {
      const largest = Math.min(32_767, Math.floor((2 ** 31 - 1) / (127 * dimension)));
      const high = new Int8Array(dimension).fill(127);
      const low = new Int8Array(dimension).fill(-127);
      const query = new Int16Array(dimension).fill(largest);
      const [report] = runKernel([high, low, high, low], [1, 1, 2, 0.5], query, 0);
      const sum = Math.fround(127 * largest * dimension);
      expect(report!.scores).toEqual([sum, -sum, 2 * sum, -0.5 * sum]);
    },
  );

  it("reports the groups with a score above the threshold, and no absent row", () => {
    const row = (value: number) => new Int8Array(16).fill(value);
    const query = new Int16Array(16).fill(1);
    const rows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9].map(row);
    const scales = [1, 1, 1, 1, 1, 1, 1, Number.NaN, ...Array(4).fill(Number.NaN)];
    const reports = runKernel(rows, scales, query, 64);
    expect(reports).toEqual([{ group: 1, scores: [80, 96, 112, Number.NaN] }]);
    expect(runKernel(rows, scales, query, 112)).toEqual([]);
    const all = runKernel(rows, scales, query, Number.NEGATIVE_INFINITY);
    expect(all.map((report) => report.group)).toEqual([0, 1]);
  });
});
