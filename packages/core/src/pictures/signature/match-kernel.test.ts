import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { descriptorWords } from "./describe-spots.js";
import { matchDescriptors } from "./match-kernel.js";

const buildScript = new URL("../../../scripts/build-kernels.mjs", import.meta.url).href;

test("the match kernel is committed as its source assembles", async () => {
  const { buildKernel } = (await import(buildScript)) as {
    buildKernel: (name: string) => Promise<string>;
  };
  const committed = await readFile(new URL("./match-kernel.wasm.ts", import.meta.url), "utf8");
  expect(committed).toBe(await buildKernel("match"));
});

const bitsOf = (words: number[]) =>
  words.map((word) => (word >>> 0).toString(2).replaceAll("0", "").length);

/** Word by word, as the kernel's description says. */
function plainNearest(one: number[], others: number[][], mostFirst: number, most: number): number {
  let [found, least] = [-1, most + 1];
  others.forEach((other, i) => {
    const bits = bitsOf(other.map((word, at) => word ^ one[at]!));
    const sum = bits.reduce((total, count) => total + count, 0);
    if (bits[0]! <= mostFirst && sum < least) [found, least] = [i, sum];
  });
  return found;
}

/** Zeros but for a few bits: near one another, and often equally near. */
const word = fc
  .array(fc.nat(31), { maxLength: 5 })
  .map((bits) => bits.reduce((sum, bit) => sum | (1 << bit), 0));
const descriptor = fc.array(word, { minLength: descriptorWords, maxLength: descriptorWords });

test("it finds what a plain search finds between any parts of any sets", () => {
  const limits = fc.record({ mostFirst: fc.nat(12), most: fc.integer({ min: 8, max: 48 }) });
  const set = fc.array(descriptor, { maxLength: 30 });
  let near = 0;
  fc.assert(
    fc.property(
      set,
      set,
      limits,
      fc.array(fc.nat(30), { maxLength: 3 }),
      (from, to, limit, cuts) => {
        const edges = [0, ...cuts, from.length].map((edge) => Math.min(edge, from.length));
        edges.sort((a, b) => a - b);
        const ranges = edges.slice(1).map((end, i) => ({
          from: [edges[i]!, end] as [number, number],
          to: [Math.min(i, to.length), Math.max(Math.min(i, to.length), to.length - i)] as [
            number,
            number,
          ],
        }));
        const expected = ranges.flatMap(({ from: [begin, end], to: [first, last] }) =>
          from.slice(begin, end).flatMap((one, i) => {
            const others = to.slice(first, last);
            const found = plainNearest(one, others, limit.mostFirst, limit.most);
            if (found < 0) return [];
            const bits = bitsOf(one.map((word, at) => word ^ others[found]![at]!));
            return [begin + i, first + found, bits.reduce((sum, count) => sum + count, 0)];
          }),
        );
        near += expected.length / 3;
        const [one, other] = [Int32Array.from(from.flat()), Int32Array.from(to.flat())];
        expect([...matchDescriptors(one, other, ranges, limit)]).toEqual(expected);
      },
    ),
    { numRuns: 2000, seed: 7 },
  );
  expect(near).toBeGreaterThan(500);
});

test("sets of any size have room, and matches as many as there are descriptors", () => {
  const count = 10_000;
  const all = new Int32Array(descriptorWords * count).fill(-1);
  all.fill(0, descriptorWords * (count - 1));
  const ranges = [
    { from: [0, count], to: [0, count] } as { from: [number, number]; to: [number, number] },
  ];
  const found = matchDescriptors(all, all, ranges, { mostFirst: 0, most: 0 });
  expect(found).toHaveLength(3 * count);
  expect([...found.slice(-6)]).toEqual([count - 2, 0, 0, count - 1, count - 1, 0]);
});
