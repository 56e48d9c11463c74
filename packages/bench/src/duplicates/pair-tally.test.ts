import type { DuplicateGroup } from "@revimg/core";
import { expect, test } from "vitest";
import { tallyPairs } from "./pair-tally.js";

const nameOf = new Map(["a1", "a2", "a3", "b1", "b2", "c1"].map((id) => [id, id[0]!]));

const group = (...ids: string[]) =>
  ({ keep: { id: ids[0] }, members: ids.map((id) => ({ image: { id } })) }) as DuplicateGroup;

test("counts each pair once, and groups with one picture to keep as one", () => {
  const whole = [group("a1", "a2"), group("a1", "a3"), group("b1", "b2")];
  expect(tallyPairs(whole, nameOf)).toEqual({ precision: 1, recall: 1, wrong: [] });
});

test("tells pairs that are no copies, and those that are missing", () => {
  expect(tallyPairs([group("a1", "a2", "b1")], nameOf)).toEqual({
    ...{ precision: 1 / 3, recall: 1 / 4, wrong: ["a = b"] },
  });
  expect(tallyPairs([], nameOf)).toEqual({ precision: 1, recall: 0, wrong: [] });
});
