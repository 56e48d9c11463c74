import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ImageChanges } from "../api/collection.js";
import type { IndexItem } from "../api/indexing.js";
import type { Revimg } from "../api/revimg.js";
import { indexAll, openIndex } from "../testing/open-index.js";
import { picture, temporaryFolder } from "../testing/temporary.js";

async function openWith(item: Partial<IndexItem> = {}): Promise<{ revimg: Revimg; id: string }> {
  const revimg = await openIndex();
  const { events } = await indexAll(revimg, [{ bytes: await picture(1), ...item }]);
  const [id] = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
  return { revimg, id: id! };
}

test("changes what is named, and nothing else", async () => {
  const { revimg, id } = await openWith({ title: "Before", attributes: { price: 5, sku: "A" } });
  const before = (await revimg.get(id))!;
  const after = await revimg.update(id, { attributes: { price: 6, sku: null, colour: "red" } });
  expect(after).toEqual({ ...before, attributes: { price: 6, colour: "red" } });
  expect(await revimg.get(id)).toEqual(after);
  expect((await revimg.update(id, { title: " After " }))!.title).toBe("After");
});

test("a search shows the change at once", async () => {
  const { revimg, id } = await openWith();
  const matchOf = async () => (await revimg.search({ image: await picture(1) })).matches[0]!;
  await matchOf();
  await revimg.update(id, { title: "New", tags: ["  Red   Bag "] });
  expect(await matchOf()).toMatchObject({
    title: "New",
    tags: expect.arrayContaining([{ tag: "red bag", confidence: 1, origin: "user" }]),
  });
  expect(
    (await revimg.search({ image: await picture(1), filter: { tags: "red bag" } })).matches,
  ).toHaveLength(1);
});

test("tags of people take the place of earlier ones, also of those that the picture came with", async () => {
  const item = { tags: ["one", "two"], sourceUrl: "https://example.org/a.jpg" };
  const { revimg, id } = await openWith(item);
  const { tags, sources } = (await revimg.update(id, { tags: [" TWO", "three"] }))!;
  const own = tags.filter(({ origin }) => origin === "user").map(({ tag }) => tag);
  expect(own.toSorted()).toEqual(["three", "two"]);
  expect(sources[0]!.tags).toEqual(["two"]);
});

test("places on the web are replaced, the file stays, and a moved file keeps all", async () => {
  const revimg = await openIndex();
  const folder = await temporaryFolder();
  await writeFile(join(folder, "a.jpg"), await picture(1));
  await writeFile(join(folder, "a.jpg.json"), JSON.stringify({ tags: ["beside"] }));
  const { events } = await indexAll(revimg, folder);
  const [id] = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
  const page = { pageUrl: "https://www.example.org/page", author: "A. Painter" };
  const first = (await revimg.update(id!, { sources: [{ url: "https://example.net/x.jpg" }] }))!;
  expect(first).toMatchObject({
    originalUrl: "https://example.net/x.jpg",
    sourceDomain: "example.net",
  });
  const changes = { sources: [page], title: "Mine", tags: ["kept"], attributes: { sku: "A" } };
  const second = (await revimg.update(id!, changes))!;
  expect(second).toMatchObject({ originalUrl: null, sourceDomain: "example.org" });
  const given = second.tags.filter(({ origin }) => origin !== "model");
  expect(given.map(({ tag, origin }) => `${origin} ${tag}`).toSorted()).toEqual([
    "file beside",
    "user kept",
  ]);
  expect(second.sources).toEqual([
    expect.objectContaining({ path: join(folder, "a.jpg") }),
    { ...page, domain: "example.org" },
  ]);

  await rename(join(folder, "a.jpg"), join(folder, "b.jpg"));
  await indexAll(revimg, folder);
  const moved = (await revimg.get(id!))!;
  expect(moved).toMatchObject({
    ...{ title: "Mine", attributes: { sku: "A" }, sourceDomain: "example.org" },
    tags: expect.arrayContaining([expect.objectContaining({ tag: "kept", origin: "user" })]),
  });
  expect(moved.sources.flatMap(({ path }) => path ?? [])).toEqual([join(folder, "b.jpg")]);
});

test("without a title of its own a picture has that of its source", async () => {
  const { revimg, id } = await openWith({ title: "Said", sourceUrl: "https://example.org/a.jpg" });
  expect((await revimg.update(id, { title: "Mine" }))!.title).toBe("Mine");
  expect((await revimg.update(id, { title: null }))!.title).toBe("Said");
  expect((await revimg.update(id, { sources: [] }))!.title).toBe(null);
});

test("an unknown id gives null", async () => {
  const { revimg } = await openWith();
  expect(await revimg.update("7d3e53d4-0c3c-5c5c-8f5f-3c9d0f6e1a2b", { title: "x" })).toBeNull();
});

test.each<[unknown, RegExp]>([
  [null, /an object of changes/],
  [{ titel: "x" }, /mean title\?/],
  [{ title: 5 }, /title must be a text/],
  [{ tags: "red" }, /tags must be a list/],
  [{ attributes: [1] }, /attributes must be an object/],
  [{ sources: {} }, /sources must be a list/],
  [{ sources: [{ author: "A" }] }, /sources\[0\] needs a url/],
  [{ sources: [{ url: "javascript:alert(1)" }] }, /sources\[0\]\.url/],
  [{ sources: [{ url: "https://a.example/", path: "/etc/passwd" }] }, /path/],
])("refuses %j and changes nothing", async (changes, message) => {
  const { revimg, id } = await openWith();
  const before = await revimg.get(id);
  const update = revimg.update(id, changes as ImageChanges);
  await expect(update).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(message),
  });
  expect(await revimg.get(id)).toEqual(before);
});
