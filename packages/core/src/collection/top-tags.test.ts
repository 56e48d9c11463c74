import { beforeAll, expect, test } from "vitest";
import type { Revimg } from "../api/revimg.js";
import { createRevimg } from "../open/create-revimg.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { indexAll } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";

let revimg: Revimg;

beforeAll(async () => {
  const stores = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs: memoryBlobs() };
  revimg = await createRevimg({ ...stores, model: "mini" });
  const tags = [["koi", "pond"], ["koi"], ["Koi", "Pond Life"]];
  await indexAll(
    revimg,
    await Promise.all(tags.map(async (tags, i) => ({ bytes: await picture(i), tags }))),
  );
  return () => revimg.close();
});

const given = async (options = {}) =>
  (await revimg.tags({ limit: 1_000, ...options }))
    .filter(({ tag }) => ["koi", "pond", "pond life"].includes(tag))
    .map(({ tag, count }) => [tag, count]);

test("the tags of an index come with their counts, and narrow to a prefix", async () => {
  expect(await given()).toEqual([
    ["koi", 3],
    ["pond", 1],
    ["pond life", 1],
  ]);
  expect(await given({ prefix: "PO" })).toEqual([
    ["pond", 1],
    ["pond life", 1],
  ]);
  expect(await revimg.tags({ prefix: "koi", limit: 1 })).toEqual([{ tag: "koi", count: 3 }]);
  for (const prefix of ["k\0", "\ud800"]) expect(await revimg.tags({ prefix })).toEqual([]);
});

test.each([
  [{ limit: 0 }, /1 to 1000/],
  [{ limit: 1_001 }, /1 to 1000/],
  [{ prefix: 5 }, /prefix of tags/],
  [{ prefx: "a" }, /mean prefix\?/],
])("refuses %j", async (options, message) => {
  await expect(revimg.tags(options as never)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(message),
  });
});
