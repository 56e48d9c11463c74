import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Revimg } from "../api/revimg.js";
import { engineOf } from "../engine/engine.js";
import type { ImageRecord, TagOrigin } from "../stores/image-record.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";
import { collect, picture } from "../testing/temporary.js";

async function onlyRow(revimg: Revimg): Promise<ImageRecord> {
  const { metadata } = engineOf(revimg);
  const { ids } = await metadata.scan({ after: null, pageSize: 10 });
  expect(ids).toHaveLength(1);
  return (await metadata.get(ids))[0]!;
}

const tagsOf = ({ tags }: ImageRecord, wanted: TagOrigin) =>
  tags.flatMap(({ tag, origin }) => (origin === wanted ? [tag] : [])).sort();

test("equal files with different sidecars keep what each says, and a second run changes nothing", async () => {
  const folder = await folderOf(["a.jpg"]);
  await copyFile(join(folder, "a.jpg"), join(folder, "b.jpg"));
  const say = (name: string, words: object) =>
    writeFile(join(folder, `${name}.json`), JSON.stringify(words));
  await say("a.jpg", { tags: ["red", "both"], title: "A", source_url: "https://a.example/" });
  await say("b.jpg", { tags: ["blue", "both"], title: "B", source_url: "https://b.example/" });
  const revimg = await openIndex();
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ added: 1, updated: 1 }));
  for (let run = 0; run < 3; run++) {
    const row = await onlyRow(revimg);
    expect(tagsOf(row, "file")).toEqual(["blue", "both", "red"]);
    expect(row).toMatchObject({ title: "A", originalUrl: "https://a.example/" });
    expect(row.sources).toMatchObject([
      { title: "A", tags: ["red", "both"], url: "https://a.example/" },
      { title: "B", tags: ["blue", "both"], url: "https://b.example/" },
    ]);
    expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 2 }));
  }
  await say("a.jpg", { tags: ["green"] });
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ updated: 1, unchanged: 1 }));
  expect(tagsOf(await onlyRow(revimg), "file")).toEqual(["blue", "both", "green"]);
  expect((await onlyRow(revimg)).title).toBe("B");
  await rm(join(folder, "b.jpg"));
  await rm(join(folder, "b.jpg.json"));
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 1 }));
  expect(tagsOf(await onlyRow(revimg), "file")).toEqual(["green"]);
});

test.each([
  ["addresses", [{ sourceUrl: "https://a.example/" }, { sourceUrl: "https://b.example/" }]],
  ["pages", [{ pageUrl: "https://a.example/" }, { pageUrl: "https://b.example/" }]],
  ["nothing", [{}, {}]],
])("equal pictures in memory that are told apart by %s keep both's tags", async (_, places) => {
  const bytes = await picture(1);
  const items = places.map((place, i) => ({ ...place, bytes, tags: [["red", "blue"][i]!] }));
  const revimg = await openIndex();
  expect((await indexAll(revimg, items)).totals).toEqual(totals({ added: 1, updated: 1 }));
  for (let run = 0; run < 2; run++) {
    expect(tagsOf(await onlyRow(revimg), "user")).toEqual(["blue", "red"]);
    expect((await indexAll(revimg, items)).totals).toEqual(totals({ unchanged: 2 }));
  }
});

test("tags given anew take the place of those that the same address gave", async () => {
  const item = { bytes: await picture(1), sourceUrl: "https://a.example/", title: "A" };
  const revimg = await openIndex();
  await indexAll(revimg, [{ ...item, tags: ["red", "old"] }]);
  await indexAll(revimg, [{ ...item, tags: ["red", "new"] }]);
  expect(tagsOf(await onlyRow(revimg), "user")).toEqual(["new", "red"]);
  const { title, ...untitled } = item;
  expect((await indexAll(revimg, [untitled])).totals).toEqual(totals({ unchanged: 1 }));
  expect(await onlyRow(revimg)).toMatchObject({ title: "A" });
});

test("a run that loses a picture to another call before it is written adds it again", async () => {
  const bytes = await picture(1);
  const revimg = await openIndex();
  await indexAll(revimg, [{ bytes }]);
  const row = await onlyRow(revimg);
  const { writer } = engineOf(revimg);
  // The run finds the picture in the index, and waits to write it until the removal is done.
  let release = () => {};
  const held = writer.run(() => new Promise<void>((resolve) => (release = resolve)));
  const deleting = revimg.delete([row.id]);
  const indexing = collect(revimg.index([{ bytes, filename: "again.jpg" }]));
  await new Promise((resolve) => setTimeout(resolve, 500));
  release();
  await held;
  expect(await deleting).toBe(1);
  expect((await indexing).map(({ type }) => type)).toContain("added");
  expect((await revimg.search({ image: bytes })).matches).toMatchObject([{ tier: "exact" }]);
});
