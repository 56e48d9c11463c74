import { beforeAll, expect, test } from "vitest";
import type { ListOptions } from "../api/collection.js";
import type { Revimg } from "../api/revimg.js";
import { createRevimg } from "../open/create-revimg.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import { indexAll } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";

const names = ["d.jpg", "a.jpg", "c.jpg", "b.jpg", "e.jpg"];
let revimg: Revimg;
/** A store that can't filter. */
let plain: Revimg;

beforeAll(async () => {
  const metadata = memoryMetadata();
  const cannotFilter: MetadataStore = {
    ...metadata,
    capabilities: { ...metadata.capabilities, filter: false },
  };
  const others = { vectors: memoryVectors(), blobs: memoryBlobs(), model: "mini" } as const;
  revimg = await createRevimg({ metadata, ...others });
  plain = await createRevimg({ metadata: cannotFilter, ...others });
  const items = await Promise.all(
    names.map(async (filename, i) => ({
      ...{ bytes: await picture(i), filename },
      tags: i % 2 === 0 ? ["even"] : [],
    })),
  );
  await indexAll(revimg, [...items, { bytes: new Uint8Array([1, 2]), filename: "broken.jpg" }]);
  return () => Promise.all([revimg.close(), plain.close()]);
});

async function pagesOf(index: Revimg, options: ListOptions): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | undefined; ; ) {
    const { images, nextCursor } = await index.list({ ...options, cursor });
    pages.push(images.map(({ filename }) => filename));
    if (nextCursor === null) return pages;
    cursor = nextCursor;
  }
}

test("lists by name, page by page, in both directions", async () => {
  const sorted = names.toSorted();
  expect(await pagesOf(revimg, { sort: "name", limit: 2 })).toEqual([
    sorted.slice(0, 2),
    sorted.slice(2, 4),
    sorted.slice(4),
  ]);
  const order = "descending";
  expect(await pagesOf(revimg, { sort: "name", order })).toEqual([sorted.toReversed()]);
});

test("lists the newest first, and the largest", async () => {
  const { images } = await revimg.list();
  const dates = images.map(({ createdAt }) => createdAt);
  expect(dates).toEqual(dates.toSorted((a, b) => b - a));
  const sizes = (await revimg.list({ sort: "size" })).images.map(({ fileSize }) => fileSize);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect(images.every(({ signature }) => signature === null)).toBe(true);
});

test("fills its pages with matches, whether the store filters or not", async () => {
  const even = names.filter((_, i) => i % 2 === 0).toSorted();
  const options = { sort: "name", filter: { tags: "even" }, limit: 2 } as const;
  for (const index of [revimg, plain]) {
    expect(await pagesOf(index, options)).toEqual([even.slice(0, 2), even.slice(2)]);
  }
});

test("lists failures with their reasons", async () => {
  const { images } = await revimg.list({ status: "failed" });
  expect(images).toMatchObject([
    { filename: "broken.jpg", failure: expect.stringContaining("not a picture") },
  ]);
});

test.each([
  [{ sort: "age" }, /sort of list\(\) must be date, name or size/],
  [{ order: "up" }, /ascending or descending/],
  [{ status: "pending" }, /indexed or failed/],
  [{ limit: 0 }, /1 to 500/],
  [{ limit: 501 }, /1 to 500/],
  [{ cursor: "abc" }, /does not come from a list/],
  [{ cursor: null }, /the last one/],
  [{ filter: { colour: "red" } }, /colour/],
  [{ sorts: "name" }, /mean sort\?/],
])("refuses %j", async (options, message) => {
  await expect(revimg.list(options as never)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(message),
  });
});

test("refuses a cursor of another order, and one that was changed", async () => {
  const { nextCursor } = await revimg.list({ sort: "name", limit: 1 });
  const cursor = nextCursor!;
  const message = /another order/;
  await expect(revimg.list({ sort: "date", cursor })).rejects.toThrow(message);
  await expect(revimg.list({ sort: "name", order: "descending", cursor })).rejects.toThrow(message);
  const changed = `${cursor.slice(0, -2)}AA`;
  await expect(revimg.list({ sort: "name", cursor: changed })).rejects.toThrow(/not come from/);
});
