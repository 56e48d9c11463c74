import { describe, expect, it } from "vitest";
import { clipLikeOutliers, ScanData } from "./scan-data.js";

const dimension = 256;

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function makeRows(data: ScanData, count: number, firstRow = 0): Float32Array[] {
  const block = new Float32Array(count * dimension);
  data.fill(block, firstRow);
  return Array.from({ length: count }, (_, row) =>
    block.subarray(row * dimension, (row + 1) * dimension),
  );
}

describe("ScanData", () => {
  it("makes the same unit vectors in any blocks, and others from another seed", () => {
    const whole = makeRows(new ScanData({ dimension }), 50);
    const late = makeRows(new ScanData({ dimension }), 10, 40);
    expect(late).toEqual(whole.slice(40));
    for (const row of whole) expect(cosine(row, row)).toBeCloseTo(1, 5);
    expect(makeRows(new ScanData({ dimension, seed: 2 }), 1)).not.toEqual(whole.slice(0, 1));
    expect(whole).not.toContainEqual(new ScanData({ dimension }).query(0));
  });

  it("gives clusters, each with a cosine of its own between 0.6 and 0.95", () => {
    const means = Array.from({ length: 40 }, (_, seed) => {
      const rows = makeRows(new ScanData({ dimension, clusters: 1, seed }), 20);
      const cosines = rows.slice(1).map((row) => cosine(rows[0]!, row));
      return cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
    });
    expect(Math.min(...means)).toBeGreaterThan(0.55);
    expect(Math.min(...means)).toBeLessThan(0.7);
    expect(Math.max(...means)).toBeGreaterThan(0.85);
    expect(Math.max(...means)).toBeLessThan(0.97);
  });

  it("keeps clusters apart", () => {
    const rows = makeRows(new ScanData({ dimension, clusters: 100_000 }), 30);
    for (const row of rows.slice(1)) expect(Math.abs(cosine(rows[0]!, row))).toBeLessThan(0.35);
  });

  it("makes outlier dimensions that all rows and queries share", () => {
    const data = new ScanData({ dimension, outliers: clipLikeOutliers });
    for (const row of [...makeRows(data, 20), data.query(3)]) {
      const others = row.filter((_, i) => clipLikeOutliers.every((o) => o.dimension !== i));
      const rootMeanSquare = Math.sqrt(cosine(others, others) / others.length);
      for (const { dimension: index, magnitude } of clipLikeOutliers) {
        expect(row[index]! / rootMeanSquare / magnitude).toBeGreaterThan(0.8);
        expect(row[index]! / rootMeanSquare / magnitude).toBeLessThan(1.2);
      }
    }
  });
});
