import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { IndexEvent, IndexOptions } from "../api/indexing.js";
import type { Revimg } from "../api/revimg.js";
import { folderOf, indexAll, openIndex } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";

async function namesIn(revimg: Revimg): Promise<string[]> {
  const { images } = await revimg.list({ sort: "name", limit: 500 });
  return images.map(({ filename }) => filename);
}

/** What a run said of pruning, with the folder by its last part. */
async function pruned(revimg: Revimg, folder: string | string[], prune: IndexOptions["prune"]) {
  const { events } = await indexAll(revimg, folder, { prune: prune! });
  return events.flatMap((event: IndexEvent) => {
    if (event.type !== "pruning" && event.type !== "pruned") return [];
    const { progress, folder, ...step } = event;
    return [step];
  });
}

test("what vanished leaves the index, and is counted first", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg", "sub/c.jpg", "sub/d.jpg", "e.jpg"]);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  await rm(join(folder, "a.jpg"));
  await rm(join(folder, "sub/c.jpg"));
  // Without the option nothing leaves.
  expect(await pruned(revimg, folder, false)).toEqual([]);
  expect(await namesIn(revimg)).toHaveLength(5);
  expect(await pruned(revimg, folder, true)).toEqual([
    { type: "pruning", gone: 2, total: 5, refused: false },
    { type: "pruned", removed: 2 },
  ]);
  expect(await namesIn(revimg)).toEqual(["b.jpg", "d.jpg", "e.jpg"]);
  expect(await pruned(revimg, folder, true)).toEqual([]);
});

test("where more than half is gone, only force removes it", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg", "c.jpg"]);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  await rename(folder, `${folder}-elsewhere`);
  await mkdir(folder);
  const step = { type: "pruning", gone: 3, total: 3 };
  expect(await pruned(revimg, folder, true)).toEqual([{ ...step, refused: true }]);
  expect(await namesIn(revimg)).toHaveLength(3);
  expect(await pruned(revimg, folder, "force")).toEqual([
    { ...step, refused: false },
    { type: "pruned", removed: 3 },
  ]);
  expect(await namesIn(revimg)).toEqual([]);
  await rm(`${folder}-elsewhere`, { recursive: true });
});

test("other folders, moved files and pictures with another place stay", async () => {
  const [folder, other] = [
    await folderOf(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]),
    await folderOf(["x.jpg"], 50),
  ];
  await writeFile(join(other, "copy-of-b.jpg"), await picture(1));
  const revimg = await openIndex();
  await indexAll(revimg, [folder, other]);
  const before = (await revimg.list({ sort: "name" })).images.map(({ id }) => id);
  await rename(join(folder, "a.jpg"), join(folder, "moved.jpg"));
  await rm(join(folder, "b.jpg"));
  await rm(join(other, "x.jpg"));
  expect(await pruned(revimg, folder, true)).toEqual([
    { type: "pruning", gone: 1, total: 4, refused: false },
    { type: "pruned", removed: 0 },
  ]);
  const { images } = await revimg.list({ sort: "name" });
  expect(images.map(({ id }) => id).toSorted()).toEqual(before.toSorted());
  const b = images.find(({ sources }) => sources.some(({ path }) => path?.includes("copy-of-b")));
  expect(b!.sources.flatMap(({ path }) => path ?? [])).toEqual([join(other, "copy-of-b.jpg")]);
});

test("a run of single files prunes nothing", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg", "c.jpg"]);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  await rm(join(folder, "a.jpg"));
  expect(await pruned(revimg, [join(folder, "b.jpg")], true)).toEqual([]);
  expect(await namesIn(revimg)).toHaveLength(3);
});

test("refuses another word", async () => {
  const revimg = await openIndex();
  await expect(indexAll(revimg, [], { prune: "all" as never })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("prune"),
  });
});
