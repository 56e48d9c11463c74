import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { descriptorWords } from "./describe-spots.js";
import { searchIn } from "./match-kernel.js";

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

test("it finds what a plain search finds in any part of any set", () => {
  const limits = fc.record({ mostFirst: fc.nat(12), most: fc.integer({ min: 8, max: 48 }) });
  const set = fc.array(descriptor, { minLength: 1, maxLength: 30 });
  let near = 0;
  fc.assert(
    fc.property(set, descriptor, limits, fc.nat(6), fc.nat(30), (all, one, limit, from, count) => {
      const begin = Math.min(from, all.length);
      const end = Math.min(begin + count, all.length);
      const nearest = searchIn(Int32Array.from(all.flat()), limit.mostFirst, limit.most);
      const found = nearest(Int32Array.from([0, 0, 0, 0, ...one]), 1, begin, end);
      const expected = plainNearest(one, all.slice(begin, end), limit.mostFirst, limit.most);
      if (expected >= 0) near++;
      expect(found).toBe(expected < 0 ? -1 : begin + expected);
    }),
    { numRuns: 2000, seed: 7 },
  );
  expect(near).toBeGreaterThan(500);
});

test("a set of any size has room", () => {
  const count = 10_000;
  const all = new Int32Array(descriptorWords * count).fill(-1);
  all.fill(0, descriptorWords * (count - 1));
  const nearest = searchIn(all, 0, 0);
  expect(nearest(new Int32Array(descriptorWords), 0, 0, count)).toBe(count - 1);
});
