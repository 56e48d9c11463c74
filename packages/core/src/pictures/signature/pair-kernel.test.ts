import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { levelCount } from "./grey-levels.js";
import { likelyPairs, mostPaired } from "./pair-kernel.js";

const buildScript = new URL("../../../scripts/build-kernels.mjs", import.meta.url).href;

test("the pair kernel is committed as its source assembles", async () => {
  const { buildKernel } = (await import(buildScript)) as {
    buildKernel: (name: string) => Promise<string>;
  };
  const committed = await readFile(new URL("./pair-kernel.wasm.ts", import.meta.url), "utf8");
  expect(committed).toBe(await buildKernel("pair"));
});

const limits = {
  leastApart: 16,
  mostTurn: 0.25,
  leastSquares: Float32Array.from({ length: 2 * levelCount }, (_, i) => 2 ** (i - levelCount - 1)),
  mostSquares: Float32Array.from({ length: 2 * levelCount }, (_, i) => 2 ** (i - levelCount + 3)),
};

const match = fc.record({
  from: fc.tuple(fc.nat(255), fc.nat(255)),
  /** From where a plain placement would take it: near, so that many pairs are likely. */
  off: fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })),
  levels: fc.tuple(fc.nat(levelCount - 1), fc.nat(levelCount - 1)),
});

const inFrame = (value: number) => Math.min(255, Math.max(0, value));

test("the pairs are those of a plain search, in its order", () => {
  let likely = 0;
  fc.assert(
    fc.property(fc.array(match, { maxLength: mostPaired }), (list) => {
      const placed = list.map(({ from, off, levels }) => {
        const to = [inFrame(from[0] + off[0]), inFrame(from[1] + off[1])] as const;
        return { from, to, levels };
      });
      const expected = placed.flatMap((one, i) =>
        placed.slice(i + 1).flatMap((other, j) => {
          const [x, y] = [other.from[0] - one.from[0], other.from[1] - one.from[1]];
          const [toX, toY] = [other.to[0] - one.to[0], other.to[1] - one.to[1]];
          const [along, across] = [toX * x + toY * y, toY * x - toX * y];
          const squares = [one, other].map(({ levels }) => levels[1] - levels[0] + levelCount);
          const least = Math.max(...squares.map((at) => limits.leastSquares[at]!));
          const most = Math.min(...squares.map((at) => limits.mostSquares[at]!));
          const scale = (toX ** 2 + toY ** 2) / (x ** 2 + y ** 2);
          const isLikely =
            x ** 2 + y ** 2 >= 256 &&
            along > 0 &&
            4 * Math.abs(across) <= along &&
            scale >= least &&
            scale <= most;
          return isLikely ? [i, i + 1 + j] : [];
        }),
      );
      likely += expected.length / 2;
      const matches = {
        count: placed.length,
        places: Uint8Array.from(placed.flatMap(({ from, to }) => [...from, ...to])),
        levels: Uint8Array.from(placed.flatMap(({ levels }) => levels)),
        distances: new Uint8Array(placed.length),
      };
      expect([...likelyPairs(matches, limits)]).toEqual(expected);
    }),
    { numRuns: 1000, seed: 11 },
  );
  expect(likely).toBeGreaterThan(2_000);
});
