import type { Point } from "./svg.js";

/** Heights on the corners of a grid of `step` pixels that covers a picture, with a rim around it. */
export interface HeightGrid {
  readonly values: Float64Array;
  readonly columns: number;
  readonly rows: number;
  readonly step: number;
}

/** Stands for a height outside the picture, far below any level. */
const OUTSIDE = Number.NEGATIVE_INFINITY;

/** Samples a field once, so that many levels can be traced in it. */
export function sampleHeights(
  field: (x: number, y: number) => number,
  width: number,
  height: number,
  step: number,
): HeightGrid {
  const columns = Math.ceil(width / step) + 3;
  const rows = Math.ceil(height / step) + 3;
  const values = new Float64Array(columns * rows).fill(OUTSIDE);
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      values[row * columns + column] = field((column - 1) * step, (row - 1) * step);
    }
  }
  return { values, columns, rows, step };
}

/**
 * Closed outlines of the regions above `level`, by marching squares. Beyond the grid the field counts
 * as far below, so that every outline closes.
 */
export function contour({ values, columns, rows, step }: HeightGrid, level: number): Point[][] {
  const crossings = new Map<number, Point>();
  const next = new Map<number, number>();
  const horizontal = (column: number, row: number) => crossing(column, row, 1, 0, 0);
  const vertical = (column: number, row: number) => crossing(column, row, 0, 1, 1);
  const crossing = (column: number, row: number, dx: number, dy: number, kind: number) => {
    const key = (row * columns + column) * 2 + kind;
    if (!crossings.has(key)) {
      const from = values[row * columns + column] as number;
      const to = values[(row + dy) * columns + column + dx] as number;
      const t = from === OUTSIDE ? 0.9 : to === OUTSIDE ? 0.1 : (level - from) / (to - from);
      crossings.set(key, [(column - 1 + dx * t) * step, (row - 1 + dy * t) * step]);
    }
    return key;
  };
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const corner = row * columns + column;
      const above = (offset: number, bit: number) =>
        (values[corner + offset] as number) > level ? bit : 0;
      const kind = above(0, 1) | above(1, 2) | above(columns + 1, 4) | above(columns, 8);
      if (kind === 0 || kind === 15) continue;
      const top = () => horizontal(column, row);
      const bottom = () => horizontal(column, row + 1);
      const left = () => vertical(column, row);
      const right = () => vertical(column + 1, row);
      for (const [from, to] of segments(kind)) {
        const ends = { t: top, b: bottom, l: left, r: right };
        next.set(ends[from](), ends[to]());
      }
    }
  }
  return chain(next, crossings);
}

type Side = "t" | "b" | "l" | "r";

/** Directed segments of a cell, the higher ground on the right; bits: top left, top right, bottom right, bottom left. */
function segments(kind: number): readonly (readonly [Side, Side])[] {
  const table: Record<number, readonly (readonly [Side, Side])[]> = {
    1: [["l", "t"]],
    2: [["t", "r"]],
    3: [["l", "r"]],
    4: [["r", "b"]],
    5: [
      ["l", "t"],
      ["r", "b"],
    ],
    6: [["t", "b"]],
    7: [["l", "b"]],
    8: [["b", "l"]],
    9: [["b", "t"]],
    10: [
      ["t", "r"],
      ["b", "l"],
    ],
    11: [["b", "r"]],
    12: [["r", "l"]],
    13: [["r", "t"]],
    14: [["t", "l"]],
  };
  return table[kind] ?? [];
}

function chain(next: Map<number, number>, crossings: Map<number, Point>): Point[][] {
  const outlines: Point[][] = [];
  for (const start of next.keys()) {
    const outline: Point[] = [];
    let at: number | undefined = start;
    while (at !== undefined && next.has(at)) {
      outline.push(crossings.get(at) as Point);
      const following: number = next.get(at) as number;
      next.delete(at);
      at = following;
    }
    if (outline.length > 4) outlines.push(outline);
  }
  return outlines;
}
