import { expect, test } from "vitest";
import type { Tag } from "../stores/image-record.js";
import { withLeadingTags } from "./leading-tags.js";
import { guess, match } from "./test-matches.js";

const words = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix} ${i}`);

async function tagsLeft(tags: readonly (string | Tag)[][]): Promise<string[][]> {
  const matches = tags.map((list, i) => match(String(i), 0.9, list));
  const { matches: left } = await withLeadingTags({ matches, ahead: [] }, false, undefined);
  return left.map(({ tags }) => tags.map(({ tag }) => tag));
}

test("fifty pictures of ten tags each keep all of them", async () => {
  const tags = words("picture", 50).map((name) => words(name, 10));
  expect(await tagsLeft(tags)).toEqual(tags);
});

test("what several pictures have stays before what one of them has", async () => {
  const [first, second] = await tagsLeft([
    [...words("one", 4000), "shared"],
    ["shared", ...words("other", 4000)],
  ]);
  expect(first).toHaveLength(500);
  expect(first).toContain("shared");
  expect(second).toEqual(["shared"]);
});

test("a sure guess stays before an unsure one, and a person's word before both", async () => {
  const unsure = words("unsure", 498).map((word) => guess(word, 0.1));
  const [left] = await tagsLeft([[...words("x", 4), guess("sure", 0.9), ...unsure]]);
  expect(left).toEqual([...words("x", 4), "sure", ...words("unsure", 495)]);
});

test("few of many that all pictures have are kept, and of the pictures ahead as well", async () => {
  const all = Array.from({ length: 50 }, (_, i) => match(String(i), 0.5, words("tag", 1000)));
  const question = { matches: all.slice(0, 5), ahead: all.slice(5) };
  const { matches, ahead } = await withLeadingTags(question, false, undefined);
  expect([matches.length, ahead.length]).toEqual([5, 45]);
  for (const { tags } of [...matches, ...ahead]) expect(tags).toHaveLength(160);
});

test("an abort ends it", async () => {
  const tags = words("tag", 50_000);
  const matches = Array.from({ length: 50 }, (_, i) => match(String(i), 0.5, tags));
  const reason = new Error("enough");
  const call = withLeadingTags({ matches, ahead: [] }, false, AbortSignal.abort(reason));
  await expect(call).rejects.toBe(reason);
});
