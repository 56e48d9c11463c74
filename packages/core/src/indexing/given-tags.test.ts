import { expect, test } from "vitest";
import { tidyTags } from "./given-tags.js";

test.each([
  ["tidied", ["  Big \t Dog ", "big dog", "", " ", "Sea"], ["big dog", "sea"]],
  ["a letter of two units is not cut in half", [`${"x".repeat(99)}😀`], ["x".repeat(99)]],
  ["no space is left by a cut", [`${"x".repeat(99)} y`], ["x".repeat(99)]],
])("%s", (_, given, tags) => {
  expect(tidyTags(given).tags).toEqual(tags);
  expect(tidyTags(tags)).toEqual({ tags });
});

test("100 tags of 100 characters are kept whole, and more are told", () => {
  const tags = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(100, "x"));
  expect(tidyTags(tags)).toEqual({ tags });
  const { tags: kept, problem } = tidyTags([...tags, "one", `${"y".repeat(101)}`]);
  expect(kept).toEqual(tags);
  expect(problem).toContain("Only the first 100 of 102 tags are kept");
  expect(problem).toContain("1 tag is cut at 100 characters");
});
