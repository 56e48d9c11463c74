import { describe, expect, it } from "vitest";
import { figure, median, percentile } from "./statistics.js";

describe("percentile", () => {
  it("takes the nearest rank, whatever the order", () => {
    const values = [40, 10, 50, 30, 20];
    expect(percentile(values, 0)).toBe(10);
    expect(percentile(values, 0.4)).toBe(20);
    expect(percentile(values, 0.41)).toBe(30);
    expect(percentile(values, 1)).toBe(50);
    expect(median(values)).toBe(30);
    expect(values).toEqual([40, 10, 50, 30, 20]);
  });

  it("has no answer without values", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("figure", () => {
  it("keeps three digits that count", () => {
    expect([figure(1234.5), figure(0.0012345), figure(15.96)]).toEqual([1230, 0.00123, 16]);
  });
});
