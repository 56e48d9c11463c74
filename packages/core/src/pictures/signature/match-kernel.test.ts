import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { descriptorWords } from "./describe-spots.js";
import { type DescriptorParts, matchDescriptors } from "./match-kernel.js";

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

const distance = (one: number[], other: number[]) =>
  bitsOf(other.map((word, at) => word ^ one[at]!)).reduce((sum, count) => sum + count, 0);

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

/** Zeros or ones but for a few bits: near one another or far apart, and often equally near. */
const word = fc
  .tuple(fc.constantFrom(0, 0, 0, -1), fc.array(fc.nat(31), { maxLength: 5 }))
  .map(([start, bits]) => bits.reduce((word, bit) => word ^ (1 << bit), start));
const descriptor = fc.array(word, { minLength: descriptorWords, maxLength: descriptorWords });

/** Ranges of `from` one behind the other, each looked for in some of one part of `to`. */
function rangesOf(count: number, toCount: number, cut: number, cuts: readonly number[]) {
  const edges = [0, ...cuts, count].map((edge) => Math.min(edge, count));
  edges.sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => {
    const part = (count + i) % 2;
    const [first, last] = part === 0 ? [0, cut] : [cut, toCount];
    const begin = Math.min(last, first + i);
    return [edges[i]!, end, part, begin, Math.max(begin, last - i)] as const;
  });
}

test("it finds what a plain search finds between any parts of any sets", () => {
  const limits = fc.record({ mostFirst: fc.nat(12), most: fc.integer({ min: 8, max: 128 }) });
  const set = fc.array(descriptor, { maxLength: 40 });
  const cuts = fc.array(fc.nat(40), { maxLength: 3 });
  let near = 0;
  let ties = 0;
  fc.assert(
    fc.property(set, set, set, limits, fc.nat(40), cuts, (from, to, others, limit, cut, cuts) => {
      const sought = (set: number[][]) => ({
        descriptors: Int32Array.from(set.flat()),
        cut: Math.min(cut, set.length),
      });
      const check = (from: number[][], parts: DescriptorParts, to: number[][]) => {
        const ranges = rangesOf(from.length, to.length, parts.cut, cuts);
        const expected = ranges.flatMap(([begin, end, , first, last]) =>
          from.slice(begin, end).flatMap((one, i) => {
            const others = to.slice(first, last);
            const found = plainNearest(one, others, limit.mostFirst, limit.most);
            if (found < 0) return [];
            const distances = others.map((other) => distance(one, other));
            ties += distances.filter((bits) => bits === distances[found]).length > 1 ? 1 : 0;
            return [begin + i, first + found, distances[found]!];
          }),
        );
        near += expected.length / 3;
        const words = [Int32Array.from(from.flat()), Int32Array.from(ranges.flat())] as const;
        expect([...matchDescriptors(words[0], parts, words[1], limit)]).toEqual(expected);
      };
      // As a query meets many indexed pictures: both of its sets stay ready.
      const [one, other] = [sought(to), sought(others)];
      check(from, one, to);
      check(from, other, others);
      check(others, one, to);
      check(to, other, others);
    }),
    { numRuns: 500, seed: 7 },
  );
  expect(near).toBeGreaterThan(1_000);
  expect(ties).toBeGreaterThan(100);
});

test("sets of any size have room, and matches as many as there are descriptors", () => {
  const count = 10_000;
  const all = new Int32Array(descriptorWords * count).fill(-1);
  all.fill(0, descriptorWords * (count - 1));
  const ranges = Int32Array.of(0, count, 0, 0, count);
  const limits = { mostFirst: 0, most: 0 };
  const found = matchDescriptors(all, { descriptors: all, cut: count }, ranges, limits);
  expect(found).toHaveLength(3 * count);
  expect([...found.slice(-6)]).toEqual([count - 2, 0, 0, count - 1, count - 1, 0]);
});
