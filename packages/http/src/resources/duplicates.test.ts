import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClient } from "../client/index.js";
import { createHandler, type Handler } from "../create-handler.js";
import { duplicatesResponseSchema } from "../schemas/duplicates.js";
import { drawPicture, openTestIndex, problemOf, type TestIndex, withKey } from "../test-index.js";
import type { DuplicateGroupFacts, DuplicatesRequest } from "../wire/duplicates.js";

let index: TestIndex;
let handler: Handler;

beforeAll(async () => {
  index = await openTestIndex();
  const bytes = await drawPicture(40);
  const items = [
    { bytes, filename: "one.jpg" },
    { bytes: await sharp(bytes).resize(200).jpeg().toBuffer(), filename: "smaller.jpg" },
  ];
  for await (const event of index.revimg.index(items)) {
    if (event.type === "failed") throw event.error;
  }
  handler = await withKey(createHandler(index.revimg, { basePath: "/api" }), index.revimg, "write");
});
afterAll(async () => {
  await handler.close();
  await index[Symbol.asyncDispose]();
});

const post = (path: string, body: unknown) =>
  handler(
    new Request(`http://localhost/api${path}`, {
      ...{ method: "POST", body: JSON.stringify(body) },
      headers: { "content-type": "application/json" },
    }),
  );

const client = createClient({
  url: "http://localhost/api",
  fetch: (url, init) => handler(new Request(url as string, init)),
});

/** Of all pages: a slow machine has several. */
async function groupsOf(request?: DuplicatesRequest): Promise<DuplicateGroupFacts[]> {
  const groups: DuplicateGroupFacts[] = [];
  for await (const page of client.duplicatePages(request)) {
    expect(duplicatesResponseSchema.safeParse(page).error).toBeUndefined();
    groups.push(...page.groups);
  }
  return groups;
}

it("POST /duplicates gives groups with a suggestion, without paths", async () => {
  const [group, ...others] = await groupsOf({ other_sizes: true, limit: 1 });
  expect(others).toEqual([]);
  expect(group!.keep).toMatchObject({ reason: "pixels", id: group!.members[0]!.id });
  expect(group!.members).toEqual([
    expect.objectContaining({ filename: "one.jpg", tier: null, copy_of: null, files: 0 }),
    expect.objectContaining({
      ...{ filename: "smaller.jpg", tier: "edited", copy_of: group!.keep.id },
      evidence: expect.objectContaining({ by: "details", edits: ["resaved"] }),
      thumbnail_url: expect.stringMatching(/^\/api\/image\//),
    }),
  ]);
  expect(await groupsOf({ tiers: ["exact"] })).toEqual([]);
});

it("marks are remembered and forgotten", async () => {
  const [group] = await groupsOf();
  const ids = group!.members.map(({ id }) => id);
  await client.markCopies(ids, "different");
  expect(await groupsOf()).toEqual([]);
  await client.markCopies(ids, "same");
  expect(await groupsOf()).toEqual([]);
  expect(await groupsOf({ confirmed: true })).toHaveLength(1);
  await client.markCopies(ids, null);
  expect(await groupsOf()).toHaveLength(1);
});

it.each([
  ["/duplicates", { tier: "exact" }, "Did you mean tiers?"],
  ["/duplicates", { limit: 101 }, "limit"],
  ["/duplicates", { cursor: "x" }, "cursor"],
  ["/duplicates/marks", { ids: ["a"], mark: "same" }, "ids"],
  ["/duplicates/marks", { ids: ["a", "b"], mark: "equal" }, "mark"],
])("%s refuses %o", async (path, body, message) => {
  expect((await problemOf(await post(path, body), 400)).detail).toContain(message);
});

it("POST /duplicates/marks tells of an unknown id", async () => {
  const response = await post("/duplicates/marks", { ids: ["a", "b"], mark: "same" });
  expect(await problemOf(response, 404)).toMatchObject({ code: "not_found" });
});
