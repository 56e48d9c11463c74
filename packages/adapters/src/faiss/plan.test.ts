import { expect, test } from "vitest";
import { checkOptions } from "./options.js";
import { isRebuildDue, planIndex, sampleSlots } from "./plan.js";

const settings = checkOptions({ path: "./faiss" });
const small = checkOptions({ path: "./faiss", ivfFrom: 1 });

test.each([
  [9_999, null],
  [10_000, 128],
  [100_000, 256],
  [1_000_000, 1024],
  [10_000_000, 2048],
])("an index of %s rows has %s lists", (rows, lists) => {
  expect(planIndex(rows, 512, settings)).toEqual({ dimension: 512, lists });
});

test.each([
  [10, null],
  [100, 2],
  [700, 16],
])("few rows: %s have %s lists, so that each centre comes from 39 of them", (rows, lists) => {
  expect(planIndex(rows, 512, small).lists).toBe(lists);
});

test("a sample is spread over the table, no slot twice", () => {
  const slots = sampleSlots({ dimension: 512, lists: 1024 }, 1_000_000);
  expect(new Set(slots).size).toBe(65_536);
  expect(slots[0]).toBe(0);
  expect(slots.at(-1)).toBeGreaterThan(999_900);
  expect(sampleSlots({ dimension: 512, lists: 4 }, 100)).toEqual([...Array(100).keys()]);
  expect(sampleSlots({ dimension: 16_384, lists: 64 }, 10_000)).toHaveLength(3_906);
});

test("an index is made again after a number of changes, of many rows after a tenth", () => {
  expect(isRebuildDue(249, 0, settings)).toBe(false);
  expect(isRebuildDue(250, 0, settings)).toBe(true);
  expect(isRebuildDue(250, 2_501, settings)).toBe(false);
  expect(isRebuildDue(9_999, 100_000, settings)).toBe(false);
  expect(isRebuildDue(10_000, 100_000, settings)).toBe(true);
  expect(isRebuildDue(0, 0, checkOptions({ path: "a", rebuildAfter: 1 }))).toBe(false);
});
