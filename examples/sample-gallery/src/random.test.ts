import { describe, expect, it } from "vitest";
import { Random } from "./random.js";

const draws = (seed: string, count: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.next());
};

describe("Random", () => {
  it("repeats a seed's numbers and differs between seeds", () => {
    expect(draws("mountains", 50)).toEqual(draws("mountains", 50));
    expect(draws("mountains", 50)).not.toEqual(draws("mountains ", 50));
  });

  it("is the generator it was: the pictures of a release must not change", () => {
    expect(draws("revimg", 3).map((value) => value.toFixed(9))).toMatchInlineSnapshot(`
      [
        "0.572363514",
        "0.960520402",
        "0.096875794",
      ]
    `);
  });

  it("spreads evenly over [0, 1)", () => {
    const bins = new Array<number>(10).fill(0);
    const values = draws("even", 20_000);
    for (const value of values) bins[Math.floor(value * 10)]! += 1;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    for (const count of bins) expect(Math.abs(count - 2000)).toBeLessThan(250);
  });

  it("includes both ends of integer and keeps every element when shuffling", () => {
    const random = new Random("ends");
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(2, 5)));
    expect([...seen].sort()).toEqual([2, 3, 4, 5]);
    expect(random.shuffle([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it("makes noise that is smooth and bounded", () => {
    const noise = new Random("noise").noise();
    for (let step = 0; step < 2000; step++) {
      const [x, y] = [step * 0.037, step * -0.051];
      expect(Math.abs(noise(x, y))).toBeLessThanOrEqual(1.2);
      expect(Math.abs(noise(x + 1e-4, y) - noise(x, y))).toBeLessThan(1e-3);
    }
  });
});
