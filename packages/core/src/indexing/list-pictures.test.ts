import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { IndexFile } from "../api/indexing.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";
import { collect, picture } from "../testing/temporary.js";
import { listPictures } from "./list-pictures.js";

test("lists the files of a folder with the folder itself, so that parts keep what its tables say", async () => {
  const folder = await folderOf(["a.jpg", "sub/b.jpg"]);
  await writeFile(join(folder, "metadata.csv"), "filename,title\na.jpg,First\nsub/b.jpg,Second\n");
  const listed = await collect(listPictures(folder));
  const file = (name: string) => ({ file: { path: join(folder, name), root: folder } });
  expect(listed).toEqual([file("a.jpg"), file("sub/b.jpg")]);
  const revimg = await openIndex();
  for (const entry of listed) {
    const part = [(entry as { file: IndexFile }).file];
    expect((await indexAll(revimg, part)).totals).toEqual(totals({ added: 1 }));
  }
  const { images } = await revimg.list({ sort: "name" });
  expect(images.map(({ title }) => title)).toEqual(["First", "Second"]);
  // Without it, a table above the file's own folder does not count.
  const other = await openIndex();
  await indexAll(other, [{ path: join(folder, "sub/b.jpg") }]);
  expect((await other.list()).images.map(({ title }) => title)).toEqual([null]);
});

test("a path of a list that can't be listed is an entry with its reason, a single one rejects", async () => {
  const folder = await folderOf(["a.jpg"]);
  const absent = join(folder, "absent");
  const item = { bytes: await picture(1), path: "anything" };
  expect(await collect(listPictures([absent, folder, item]))).toEqual([
    { name: absent, error: expect.objectContaining({ code: "not_found" }) },
    { file: { path: join(folder, "a.jpg"), root: folder } },
    { item },
  ]);
  await expect(collect(listPictures(absent))).rejects.toMatchObject({ code: "not_found" });
  await expect(collect(listPictures(5 as never))).rejects.toMatchObject({ code: "invalid_input" });
});

test("stops with the reason of its signal", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg"]);
  const controller = new AbortController();
  const reason = new Error("enough");
  const listing = listPictures(folder, { signal: controller.signal });
  await listing.next();
  controller.abort(reason);
  await expect(collect(listing)).rejects.toBe(reason);
});
