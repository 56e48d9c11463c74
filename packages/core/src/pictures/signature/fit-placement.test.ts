import { expect, test } from "vitest";
import { seededRandom } from "../../evaluation/index.js";
import { fitPlacement } from "./fit-placement.js";
import { levelCount, levelStep } from "./grey-levels.js";
import type { FeatureMatches } from "./match-features.js";
import type { Placement } from "./placement.js";

interface Match {
  from: [x: number, y: number];
  to: [x: number, y: number];
  levels: [from: number, to: number];
  bits: number;
}

/** What `fitPlacement` says, written out: all pairs of the 40 surest, then three refinements. */
function plainFit(matches: Match[]) {
  if (matches.length < 7) return null;
  const tried = matches.toSorted((a, b) => a.bits - b.bits).slice(0, 40);
  let best: Placement | null = null;
  let most = 3;
  for (const [i, one] of tried.entries()) {
    for (const other of tried.slice(i + 1)) {
      const placement = plainPlacement(one, other);
      const count = placement ? tried.filter((match) => agrees(placement, match)).length : 0;
      if (count > most) [most, best] = [count, placement];
    }
  }
  if (!best) return null;
  for (let round = 0; round < 3; round++) best = plainRefined(best, matches) ?? best;
  const placement = best;
  const cells = matches
    .filter((match) => agrees(placement, match))
    .map(({ from: [x, y] }) => `${Math.floor(x / 10)} ${Math.floor(y / 10)}`);
  const support = new Set(cells).size;
  return support < 7 ? null : { placement, support };
}

function plainPlacement(one: Match, other: Match): Placement | null {
  const [x, y] = [other.from[0] - one.from[0], other.from[1] - one.from[1]];
  const [toX, toY] = [other.to[0] - one.to[0], other.to[1] - one.to[1]];
  const length = x * x + y * y;
  const [a, b] = [(toX * x + toY * y) / length, (toY * x - toX * y) / length];
  const scale = Math.sqrt(a * a + b * b);
  const hasScale = ({ levels }: Match) => {
    const ratio = scale / levelStep ** (levels[1] - levels[0]);
    return ratio <= levelStep ** 1.5 && ratio * levelStep ** 1.5 >= 1;
  };
  if (length < 256 || a <= 0 || Math.abs(b) > 0.25 * a || scale < 0.4 || scale > 2.5) return null;
  if (!hasScale(one) || !hasScale(other)) return null;
  const [[fromX, fromY], [atX, atY]] = [one.from, one.to];
  return { a, b, dx: atX - a * fromX + b * fromY, dy: atY - b * fromX - a * fromY };
}

function agrees({ a, b, dx, dy }: Placement, { from, to, levels }: Match): boolean {
  const x = a * from[0] - b * from[1] + dx - to[0];
  const y = b * from[0] + a * from[1] + dy - to[1];
  const tolerance = 1.5 + 1.2 * levelStep ** levels[1];
  return x * x + y * y <= tolerance * tolerance;
}

function plainRefined(placement: Placement, matches: Match[]): Placement | null {
  const agreeing = matches.filter((match) => agrees(placement, match));
  const mean = (of: (match: Match) => number) =>
    agreeing.reduce((sum, match) => sum + of(match) / agreeing.length, 0);
  const [x, y] = [mean(({ from }) => from[0]), mean(({ from }) => from[1])];
  const [toX, toY] = [mean(({ to }) => to[0]), mean(({ to }) => to[1])];
  const total = (of: (x: number, y: number, toX: number, toY: number) => number) =>
    agreeing.reduce(
      (sum, { from, to }) => sum + of(from[0] - x, from[1] - y, to[0] - toX, to[1] - toY),
      0,
    );
  const length = total((x, y) => x * x + y * y);
  if (length === 0) return null;
  const a = total((x, y, toX, toY) => x * toX + y * toY) / length;
  const b = total((x, y, toX, toY) => x * toY - y * toX) / length;
  return { a, b, dx: toX - a * x + b * y, dy: toY - b * x - a * y };
}

/**
 * Matches of which some agree with one placement and the others are chance. With small
 * `spread` many lie at one place, and many placements are equally good.
 */
function matchesOf(seed: number): Match[] {
  const random = seededRandom(seed);
  const whole = (end: number) => Math.floor(random() * end);
  const byte = (value: number) => Math.min(255, Math.max(0, Math.trunc(value)));
  const spread = [192, 192, 40, 12][whole(4)]!;
  const agreeing = random();
  const scale = 0.35 + 2.4 * random() ** 2;
  const turn = 0.6 * (random() - 0.5);
  const [a, b] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  const steps = Math.round(Math.log(scale) / Math.log(levelStep));
  return Array.from({ length: whole(75) }, () => {
    const [x, y] = [byte(4 * whole(spread / 4)), byte(4 * whole(spread / 4))];
    const level = whole(levelCount);
    const higher = Math.min(levelCount - 1, Math.max(0, level + steps + whole(3) - 1));
    const isChance = random() > agreeing;
    const to = isChance
      ? [whole(spread), whole(spread)]
      : [a * x - b * y + 9 + 3 * random(), b * x + a * y + 3 * random()];
    return {
      from: [x, y],
      to: [byte(to[0]!), byte(to[1]!)],
      levels: [level, isChance ? whole(levelCount) : higher],
      bits: whole(19),
    };
  });
}

test("the placement is that of a plain search, to the last bit", () => {
  const tally = { none: 0, fits: 0 };
  for (let seed = 0; seed < 1_000; seed++) {
    const list = matchesOf(seed);
    const matches: FeatureMatches = {
      count: list.length,
      places: Uint8Array.from(list.flatMap(({ from, to }) => [...from, ...to])),
      levels: Uint8Array.from(list.flatMap(({ levels }) => levels)),
      distances: Uint8Array.from(list.map(({ bits }) => bits)),
    };
    const expected = plainFit(list);
    expect(fitPlacement(matches), `seed ${seed}`).toEqual(expected);
    tally[expected ? "fits" : "none"]++;
  }
  expect(tally.none).toBeGreaterThan(200);
  expect(tally.fits).toBeGreaterThan(200);
});
