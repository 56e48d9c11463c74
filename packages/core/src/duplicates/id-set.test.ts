import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { IdSet } from "./id-set.js";

test("holds what was added, however much it grows, and nothing else", () => {
  const ids = Array.from({ length: 5_000 }, () => randomUUID());
  const others = Array.from({ length: 5_000 }, () => randomUUID());
  const set = new IdSet();
  for (const id of [...ids, ...ids, "", "ä"]) set.add(id);
  expect(set.size).toBe(5_002);
  expect(ids.filter((id) => !set.has(id))).toEqual([]);
  expect(others.filter((id) => set.has(id))).toEqual([]);
  expect([set.has(""), set.has("ä"), set.has("a")]).toEqual([true, true, false]);
});
