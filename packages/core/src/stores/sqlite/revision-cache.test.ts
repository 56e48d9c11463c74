import { expect, test, vi } from "vitest";
import { RevisionCache } from "./revision-cache.js";
import { SharedRevision } from "./shared-revision.js";

interface Row {
  id: string;
  words: string[];
}

function cacheOf(rows: Map<string, string[]>, most = 100) {
  const revision = new SharedRevision();
  revision.tell(1);
  const copy = ({ id, words }: Row) => ({ id, words: [...words] });
  const cache = new RevisionCache<Row>(revision, most, copy);
  const read = vi.fn(async (ids: readonly string[]) =>
    ids.map((id) => {
      const words = rows.get(id);
      return words ? { id, words: [...words] } : null;
    }),
  );
  return { revision, cache, read, get: (...ids: string[]) => cache.get(ids, read) };
}

test("asks only for what it does not have, and keeps the order", async () => {
  const { get, read } = cacheOf(new Map([..."abc"].map((id) => [id, [id]])));
  expect(await get("b")).toEqual([{ id: "b", words: ["b"] }]);
  expect((await get("c", "b", "x", "a", "c")).map((row) => row?.id)).toEqual([
    "c",
    "b",
    undefined,
    "a",
    "c",
  ]);
  expect(read.mock.calls.map(([ids]) => ids)).toEqual([["b"], ["c", "x", "a", "c"]]);
  await get("a", "b", "c");
  expect(read).toHaveBeenCalledTimes(2);
  await get("x");
  expect(read).toHaveBeenCalledTimes(3);
});

test("a new revision forgets all", async () => {
  const rows = new Map([["a", ["old"]]]);
  const { get, revision } = cacheOf(rows);
  await get("a");
  rows.set("a", ["new"]);
  expect(await get("a")).toEqual([{ id: "a", words: ["old"] }]);
  revision.tell(2);
  expect(await get("a")).toEqual([{ id: "a", words: ["new"] }]);
});

test("what was read while the revision changed is not kept", async () => {
  const { cache, revision } = cacheOf(new Map());
  const during = await cache.get(["a"], async () => {
    revision.tell(2);
    return [{ id: "a", words: ["old"] }];
  });
  expect(during).toEqual([{ id: "a", words: ["old"] }]);
  const after = await cache.get(["a"], async () => [{ id: "a", words: ["new"] }]);
  expect(after).toEqual([{ id: "a", words: ["new"] }]);
});

test("nothing is kept as long as the revision is unknown", async () => {
  const cache = new RevisionCache<Row>(new SharedRevision(), 10, (row) => row);
  const read = vi.fn(async () => [{ id: "a", words: [] }]);
  await cache.get(["a"], read);
  await cache.get(["a"], read);
  expect(read).toHaveBeenCalledTimes(2);
});

test("a caller may change what it gets", async () => {
  const { get } = cacheOf(new Map([["a", ["a"]]]));
  for (let time = 0; time < 3; time++) {
    const [row] = await get("a");
    expect(row).toEqual({ id: "a", words: ["a"] });
    row!.words.push("mine");
  }
});

test("keeps so many at most, those used last", async () => {
  const { get, read } = cacheOf(new Map([..."abc"].map((id) => [id, [id]])), 2);
  await get("a", "b");
  await get("a");
  await get("c");
  await get("a");
  expect(read).toHaveBeenCalledTimes(2);
  await get("b");
  expect(read).toHaveBeenCalledTimes(3);
});
