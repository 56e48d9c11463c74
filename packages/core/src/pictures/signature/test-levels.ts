import { comparisons, descriptorWords } from "./describe-spots.js";
import type { Spot } from "./find-spots.js";
import type { Frame } from "./frame.js";
import { type GreyLevel, levelCount, levelStep } from "./grey-levels.js";

/** What level-kernel.wat does, in plain TypeScript: each step is rounded to 32 bits. */
const { fround, min, max } = Math;

const add = (a: number, b: number) => fround(a + b);
const subtract = (a: number, b: number) => fround(a - b);
const multiply = (a: number, b: number) => fround(a * b);

type Picture = Pick<GreyLevel, "values" | "width" | "height">;

export function plainLevels(frame: Frame): GreyLevel[] {
  const unitsOf = ({ width, height }: Picture) => ({
    unitX: frame.width / width,
    unitY: frame.height / height,
  });
  const levels = [blurred(greyOf(frame))];
  while (levels.length < levelCount) levels.push(blurred(reduced(levels.at(-1)!)));
  return levels.map((level) => ({ ...level, ...unitsOf(level) }));
}

function greyOf({ pixels, width, height }: Frame): Picture {
  const weights = [0.299, 0.587, 0.114].map(fround) as [number, number, number];
  const values = Float32Array.from({ length: width * height }, (_, i) => {
    const [red, green, blue] = weights.map((weight, at) => multiply(weight, pixels[3 * i + at]!));
    return add(add(red!, green!), blue!);
  });
  return { values, width, height };
}

function blurred({ values, width, height }: Picture): Picture {
  const across = each(width, height, (x, y) =>
    binomial((step) => values[y * width + within(x + step, width)]!),
  );
  const down = each(width, height, (x, y) =>
    binomial((step) => across[within(y + step, height) * width + x]!),
  );
  return { values: down, width, height };
}

function binomial(at: (step: number) => number): number {
  const outer = add(at(-2), at(2));
  const inner = multiply(4, add(at(-1), at(1)));
  return add(add(outer, inner), multiply(6, at(0))) / 16;
}

function reduced({ values, width: from, height: fromHeight }: Picture): Picture {
  const width = max(1, Math.round(from / levelStep));
  const height = max(1, Math.round(fromHeight / levelStep));
  const between = (a: number, b: number, share: number) =>
    add(a, multiply(fround(share), subtract(b, a)));
  const smaller = each(width, height, (x, y) => {
    const [atX, atY] = [placeOf(x, width, from), placeOf(y, height, fromHeight)];
    const [left, top] = [Math.floor(atX), Math.floor(atY)];
    const columnAt = (x: number) => {
      const above = values[top * from + within(x, from)]!;
      const below = values[within(top + 1, fromHeight) * from + within(x, from)]!;
      return between(above, below, atY - top);
    };
    return between(columnAt(left), columnAt(left + 1), atX - left);
  });
  return { values: smaller, width, height };
}

function placeOf(i: number, to: number, from: number): number {
  return min(from - 1, max(0, ((i + 0.5) * from) / to - 0.5));
}

function within(at: number, count: number): number {
  return min(count - 1, max(0, at));
}

function each(width: number, height: number, valueAt: (x: number, y: number) => number) {
  return Float32Array.from({ length: width * height }, (_, i) =>
    valueAt(i % width, Math.floor(i / width)),
  );
}

/** As `findSpots` describes. */
export function plainSpots(
  { values, width, height }: GreyLevel,
  margin: number,
  counts: readonly number[],
): Spot[][] {
  const strengthAt = (x: number, y: number) => {
    const at = (dx: number, dy: number) => values[(y + dy) * width + x + dx]!;
    const twice = multiply(2, at(0, 0));
    const xx = subtract(add(at(-2, 0), at(2, 0)), twice);
    const yy = subtract(add(at(0, -2), at(0, 2)), twice);
    const falling = add(at(-1, -1), at(1, 1));
    const xy = subtract(subtract(falling, at(1, -1)), at(-1, 1));
    const determinant = subtract(multiply(xx, yy), multiply(xy, xy));
    return { strength: max(0, determinant), isBright: xx < 0 };
  };
  const found: (Spot & { strength: number })[] = [];
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const { strength, isBright } = strengthAt(x, y);
      const isPeak = [-1, 0, 1].every((dy) =>
        [-1, 0, 1].every((dx) => {
          const other = strengthAt(x + dx, y + dy).strength;
          const isEarlier = dy < 0 || (dy === 0 && dx < 0);
          return isEarlier ? other < strength : other <= strength;
        }),
      );
      if (isPeak && strength >= 2) found.push({ x, y, isBright, strength });
    }
  }
  found.sort((a, b) => b.strength - a.strength);
  const lists: Spot[][] = [];
  let wanted = 0;
  for (const count of counts) {
    wanted += count;
    const radius = max(2, Math.round(0.4 * Math.sqrt((width * height) / wanted)));
    const kept: Spot[] = [];
    for (const { strength, ...spot } of found) {
      const isNear = ({ x, y }: Spot) => max(Math.abs(x - spot.x), Math.abs(y - spot.y)) <= radius;
      if (kept.length < count && ![...lists.flat(), ...kept].some(isNear)) kept.push(spot);
    }
    lists.push(kept);
  }
  return lists;
}

/** As `describeSpots` describes; all words in one list. */
export function plainDescriptors(
  { values, width }: GreyLevel,
  spots: readonly Spot[],
  isMirrored: boolean,
): number[] {
  const sign = isMirrored ? -1 : 1;
  return spots.flatMap(({ x, y }) =>
    Array.from({ length: descriptorWords }, (_, word) => {
      let bits = 0;
      for (let bit = 0; bit < 32; bit++) {
        const [x1, y1, x2, y2] = comparisons.subarray(4 * (32 * word + bit));
        const valueAt = (dx: number, dy: number) => values[(y + dy) * width + x + sign * dx]!;
        if (valueAt(x1!, y1!) > valueAt(x2!, y2!)) bits |= 1 << bit;
      }
      return bits;
    }),
  );
}
