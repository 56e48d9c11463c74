import { afterAll, expect, it } from "vitest";
import { createHandler } from "../create-handler.js";
import { jsonOf, openTestIndex, problemOf } from "../test-index.js";
import type { TagsResponse } from "../wire/tags.js";

const index = await openTestIndex();
const handler = createHandler(index.revimg);
afterAll(() => index[Symbol.asyncDispose]());

const get = (parameters: string) => handler(new Request(`http://localhost/tags${parameters}`));

it("GET /tags gives the tags of a prefix with their counts", async () => {
  const { tags } = await jsonOf<TagsResponse>(await get("?prefix=Draw"));
  expect(tags).toContainEqual({ tag: "drawing", count: 6 });
  expect(tags.every(({ tag }) => tag.startsWith("draw"))).toBe(true);
  const [most] = (await jsonOf<TagsResponse>(await get("?limit=1"))).tags;
  const all = (await jsonOf<TagsResponse>(await get(""))).tags;
  expect(all[0]).toEqual(most);
  expect(all.map(({ count }) => count)).toEqual(
    all.map(({ count }) => count).toSorted((a, b) => b - a),
  );
});

it.each([
  ["?limit=0", "limit must be a whole number from 1 to 1000"],
  ["?prefix=", "prefix must be what tags begin with"],
  ["?prefixes=a", "Did you mean prefix?"],
])("GET /tags refuses %s", async (parameters, message) => {
  expect((await problemOf(await get(parameters), 400)).detail).toContain(message);
});
