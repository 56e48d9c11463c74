import fc from "fast-check";
import { expect, test } from "vitest";
import { Remainder, type ShardEntry } from "./shard.js";

const files = (...names: string[]): ShardEntry[] => names.map((path) => ({ path }));

function restOf(entries: ShardEntry[], ...done: string[]) {
  const remainder = new Remainder(entries);
  for (const name of done) remainder.pass(name);
  return remainder.entries;
}

test("what has no result yet is left", () => {
  expect(restOf(files("a", "b", "c"))).toEqual(files("a", "b", "c"));
  expect(restOf(files("a", "b", "c"), "a", "b")).toEqual(files("c"));
  expect(restOf(files("a", "b"), "a", "b")).toEqual([]);
});

test("a folder in the place of a file is left, whatever was found in it", () => {
  expect(restOf(files("a", "b", "c"), "a", "b/1", "b/2", "b/3", "c")).toEqual(files("b"));
});

test("items go by their turn, as several may have one name", () => {
  const item = (n: number) => ({ filename: "same.jpg", title: String(n) });
  const entries = [...files("a"), item(1), item(2), ...files("b")];
  expect(restOf(entries, "a", "same.jpg")).toEqual([item(2), ...files("b")]);
  expect(restOf(entries, "a", "same.jpg", "same.jpg", "b")).toEqual([]);
});

test("nothing is lost: done and left together are the shard, in any run that stops early", () => {
  const name = fc.string({ minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), fc.nat(), (names, cut) => {
      const done = names.slice(0, cut % (names.length + 1));
      const left = restOf(files(...names), ...done);
      expect([...files(...done), ...left]).toEqual(files(...names));
    }),
  );
});
