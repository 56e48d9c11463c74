import { describe, expect, it } from "vitest";
import { contour, sampleHeights } from "./contour.js";
import { Random } from "./random.js";
import type { Point } from "./svg.js";
import { voronoi } from "./voronoi.js";

const area = (points: readonly Point[]) =>
  Math.abs(
    points.reduce((sum, [x, y], index) => {
      const [nextX, nextY] = points[(index + 1) % points.length] as Point;
      return sum + x * nextY - nextX * y;
    }, 0) / 2,
  );

describe("voronoi", () => {
  const random = new Random("sites");
  const sites = Array.from(
    { length: 40 },
    (): Point => [random.range(0, 300), random.range(0, 200)],
  );

  it("divides the whole box among the sites", () => {
    const total = voronoi(sites, 300, 200, 0).reduce((sum, { polygon }) => sum + area(polygon), 0);
    expect(total).toBeCloseTo(300 * 200, 3);
  });

  it("gives a site only corners that no other site is nearer to", () => {
    for (const { site, polygon } of voronoi(sites, 300, 200, 1)) {
      expect(polygon.length).toBeGreaterThanOrEqual(3);
      expect(area(polygon)).toBeGreaterThan(0);
      const inside = polygon.every((_, index) => {
        const [a, b] = [polygon[index] as Point, polygon[(index + 1) % polygon.length] as Point];
        return (b[0] - a[0]) * (site[1] - a[1]) - (b[1] - a[1]) * (site[0] - a[0]) >= 0;
      });
      expect(inside).toBe(true);
    }
  });
});

describe("contour", () => {
  it("traces a hill as one closed ring at the right height", () => {
    const hill = (x: number, y: number) => 50 - Math.hypot(x - 100, y - 80);
    const rings = contour(sampleHeights(hill, 200, 160, 5), 0);
    expect(rings).toHaveLength(1);
    for (const [x, y] of rings[0] as Point[]) expect(Math.abs(hill(x, y))).toBeLessThan(0.5);
    expect(area(rings[0] as Point[])).toBeCloseTo(Math.PI * 50 ** 2, -2);
  });

  it("traces a hollow as a second ring", () => {
    const crater = (x: number, y: number) => 20 - Math.abs(Math.hypot(x - 100, y - 80) - 40);
    expect(contour(sampleHeights(crater, 200, 160, 4), 0)).toHaveLength(2);
  });

  it("closes outlines that run off the picture", () => {
    const rings = contour(
      sampleHeights((x) => x - 100, 200, 160, 8),
      0,
    );
    expect(rings).toHaveLength(1);
    expect(area(rings[0] as Point[])).toBeGreaterThan(100 * 160);
  });

  it("finds nothing where the field stays below", () => {
    expect(
      contour(
        sampleHeights(() => -1, 100, 100, 10),
        0,
      ),
    ).toEqual([]);
  });
});
