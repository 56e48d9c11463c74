import { number, type Point, polar, TURN } from "./svg.js";

/** Path data with straight sides through the points. */
export function straight(points: readonly Point[], closed = true): string {
  const body = points.map(([x, y]) => `${number(x)} ${number(y)}`).join("L");
  return `M${body}${closed ? "Z" : ""}`;
}

/** Path data of a smooth curve through the points (Catmull-Rom as cubic Béziers). */
export function smooth(points: readonly Point[], closed = true): string {
  const count = points.length;
  const at = (index: number): Point =>
    (closed
      ? points[(index + count) % count]
      : points[Math.min(count - 1, Math.max(0, index))]) as Point;
  const [startX, startY] = at(0);
  let data = `M${number(startX)} ${number(startY)}`;
  for (let index = 0; index < (closed ? count : count - 1); index++) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    const first = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const second = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    data += `C${[...first, ...second, ...to].map((value) => number(value)).join(" ")}`;
  }
  return data + (closed ? "Z" : "");
}

/** A circle as path data, so that many fit one path or clip. */
export function disc(x: number, y: number, radius: number): string {
  const r = number(radius);
  const d = number(radius * 2);
  return `M${number(x - radius)} ${number(y)}a${r} ${r} 0 1 0 ${d} 0a${r} ${r} 0 1 0 ${number(-radius * 2)} 0Z`;
}

/** A box as path data. */
export function box(x: number, y: number, width: number, height: number): string {
  return `M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}Z`;
}

/** A petal that points up from the origin; `belly` (0 to 1) is where it is widest. */
export function petal(length: number, width: number, belly = 0.55): string {
  const half = width / 2;
  const [near, far] = [-length * belly * 0.6, -length * (belly + (1 - belly) * 0.55)];
  const values = [-half, near, -half, far, 0, -length, half, far, half, near, 0, 0];
  return `M0 0C${values.map((value) => number(value)).join(" ")}Z`;
}

/** A star or, with `inner` equal to `outer`, a polygon of twice the points. */
export function star(
  x: number,
  y: number,
  points: number,
  outer: number,
  inner: number,
  turn = -TURN / 4,
): string {
  const corners = Array.from({ length: points * 2 }, (_, index) =>
    polar(x, y, turn + (index / (points * 2)) * TURN, index % 2 === 0 ? outer : inner),
  );
  return straight(corners);
}

/** A closed, softly uneven ring of points around a centre. */
export function blob(
  x: number,
  y: number,
  radius: number,
  unevenness: (angle: number) => number,
  count = 24,
): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * TURN;
    return polar(x, y, angle, radius * (1 + unevenness(angle)));
  });
}
