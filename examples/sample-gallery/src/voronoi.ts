import type { Point } from "./svg.js";

export interface Cell {
  readonly site: Point;
  readonly polygon: readonly Point[];
}

/**
 * Voronoi cells of the sites inside a box, each cut from the box by the half planes of the others.
 * `relaxations` times, every site first moves to the middle of its cell (Lloyd's algorithm).
 */
export function voronoi(
  sites: readonly Point[],
  width: number,
  height: number,
  relaxations: number,
): Cell[] {
  const cells = sites.map((site) => ({ site, polygon: cellOf(site, sites, width, height) }));
  if (relaxations === 0) return cells;
  const centres = cells.map(({ site, polygon }) => (polygon.length ? middle(polygon) : site));
  return voronoi(centres, width, height, relaxations - 1);
}

function cellOf(site: Point, sites: readonly Point[], width: number, height: number): Point[] {
  let polygon: Point[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  const distance = ([x, y]: Point) => Math.hypot(x - site[0], y - site[1]);
  const others = sites
    .filter((other) => other !== site)
    .map((other) => ({ other, away: distance(other) }))
    .sort((a, b) => a.away - b.away);
  let reach = Math.max(...polygon.map(distance));
  for (const { other, away } of others) {
    // The line to a site more than twice as far as the farthest corner misses the cell.
    if (away > reach * 2) break;
    polygon = cut(polygon, site, other);
    reach = Math.max(0, ...polygon.map(distance));
  }
  return polygon;
}

/** The part of a convex polygon that lies nearer to `site` than to `other`. */
function cut(polygon: readonly Point[], site: Point, other: Point): Point[] {
  const [nx, ny] = [other[0] - site[0], other[1] - site[1]];
  const limit = (other[0] ** 2 + other[1] ** 2 - site[0] ** 2 - site[1] ** 2) / 2;
  const side = ([x, y]: Point) => x * nx + y * ny - limit;
  const kept: Point[] = [];
  for (let index = 0; index < polygon.length; index++) {
    const from = polygon[index] as Point;
    const to = polygon[(index + 1) % polygon.length] as Point;
    const [a, b] = [side(from), side(to)];
    if (a <= 0) kept.push(from);
    if (a < 0 !== b < 0) {
      const t = a / (a - b);
      kept.push([from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t]);
    }
  }
  return kept;
}

function middle(polygon: readonly Point[]): Point {
  let [x, y] = [0, 0];
  for (const point of polygon) {
    x += point[0];
    y += point[1];
  }
  return [x / polygon.length, y / polygon.length];
}
