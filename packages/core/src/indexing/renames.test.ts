import { copyFile, mkdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { ChangingFolders, IndexModel } from "@revimg/testing/folders";
import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { IndexSource } from "../api/indexing.js";
import type { Revimg } from "../api/revimg.js";
import { engineOf } from "../engine/engine.js";
import { seededRandom } from "../lib/seeded-random.js";
import type { ImageRecord } from "../stores/image-record.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";
import { picture, temporaryFolder } from "../testing/temporary.js";

/** The type of each picture's event, by the last part of its name. */
async function tellings(revimg: Revimg, source: IndexSource): Promise<Record<string, string>> {
  const { events } = await indexAll(revimg, source);
  return Object.fromEntries(
    events.flatMap((event) => ("name" in event ? [[basename(event.name), event.type]] : [])),
  );
}

async function rowAt(revimg: Revimg, path: string): Promise<ImageRecord> {
  const [match] = (await revimg.search({ image: path, limit: 1 })).matches;
  expect(match?.tier, path).toBe("exact");
  return (await revimg.get(match!.id))!;
}

/** Moves files at once: each takes the name that it is given. */
async function moveAll(folder: string, names: Record<string, string>): Promise<void> {
  for (const from of Object.keys(names)) await rename(join(folder, from), join(folder, `${from}~`));
  for (const [from, to] of Object.entries(names)) {
    await mkdir(join(folder, to, ".."), { recursive: true });
    await rename(join(folder, `${from}~`), join(folder, to));
  }
}

test("two files that exchange their names keep their pictures", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg", "c.jpg"]);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  const before = await rowAt(revimg, join(folder, "a.jpg"));
  await moveAll(folder, { "a.jpg": "b.jpg", "b.jpg": "a.jpg" });
  expect(await tellings(revimg, folder)).toEqual({
    "a.jpg": "updated",
    "b.jpg": "updated",
    "c.jpg": "unchanged",
  });
  const after = await rowAt(revimg, join(folder, "b.jpg"));
  expect(after).toMatchObject({ id: before.id, createdAt: before.createdAt, filename: "b.jpg" });
  expect(after.sources.map(({ path }) => path)).toEqual([join(folder, "b.jpg")]);
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 3 }));
  expect((await revimg.stats()).count).toBe(3);
});

test("files of equal size and time that exchange their names are told apart", async () => {
  const folder = await temporaryFolder();
  for (const [name, colour] of [
    ["a.png", "red"],
    ["b.png", "blue"],
  ] as const) {
    const size = { width: 64, height: 64, channels: 3 as const };
    const bytes = await sharp({ create: { ...size, background: colour } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    await writeFile(join(folder, name), bytes);
    await utimes(join(folder, name), 1_000, 1_000);
  }
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  const { id } = await rowAt(revimg, join(folder, "a.png"));
  await moveAll(folder, { "a.png": "b.png", "b.png": "a.png" });
  await expect(revimg.readImage(id)).rejects.toMatchObject({ code: "not_found" });
  expect(await tellings(revimg, folder)).toEqual({ "a.png": "updated", "b.png": "updated" });
  const original = await revimg.readImage(id);
  expect(await buffer(original!.stream)).toEqual(await readFile(join(folder, "b.png")));
});

test("a rotation over several batches and folders loses nothing that people said of the pictures", async () => {
  const names = Array.from({ length: 80 }, (_, i) => `${i % 3}/${i}.jpg`);
  const folder = await folderOf(names);
  const revimg = await openIndex();
  await indexAll(revimg, folder, { originals: "copy" });
  const { metadata } = engineOf(revimg);
  const rows = await metadata.findByPath(names.map((name) => join(folder, name)));
  const marked = rows.flat().map((row, i) => ({
    ...row,
    attributes: { number: i },
    tags: [...row.tags, { tag: `mine ${i}`, confidence: 1, origin: "user" as const }],
  }));
  await metadata.put(marked);
  await moveAll(
    folder,
    Object.fromEntries(names.map((name, i) => [name, names[(i + 1) % names.length]!])),
  );
  const folders = [2, 0, 1].map((name) => join(folder, String(name)));
  expect((await indexAll(revimg, folders)).totals).toEqual(totals({ updated: 80 }));
  for (const [i, row] of marked.entries()) {
    const after = await revimg.get(row.id);
    const path = join(folder, names[(i + 1) % names.length]!);
    expect(after).toMatchObject({ createdAt: row.createdAt, attributes: { number: i } });
    expect(after!.sources.map((source) => source.path)).toEqual([path]);
    expect(after!.tags).toContainEqual({ tag: `mine ${i}`, confidence: 1, origin: "user" });
    const kept = await revimg.readImage(row.id);
    expect(await buffer(kept!.stream)).toEqual(await readFile(path));
  }
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 80 }));
});

test("a file that is renamed while another takes its name shows where it is now", async () => {
  const folder = await folderOf(["c.jpg"]);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  await moveAll(folder, { "c.jpg": "d.jpg" });
  await writeFile(join(folder, "c.jpg"), await picture(9));
  expect(await tellings(revimg, folder)).toEqual({ "c.jpg": "added", "d.jpg": "updated" });
  const moved = await rowAt(revimg, join(folder, "d.jpg"));
  expect(moved).toMatchObject({ filename: "d.jpg", sources: [{ path: join(folder, "d.jpg") }] });
  expect((await rowAt(revimg, join(folder, "c.jpg"))).filename).toBe("c.jpg");
});

test("a moved file leaves its old path, keeps what was said of it there, and takes new words", async () => {
  const folder = await folderOf(["old/a.jpg"]);
  const said = { source_url: "https://example.org/a.jpg", title: "A", tags: ["sea"] };
  await writeFile(join(folder, "old/a.jpg.json"), JSON.stringify(said));
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  await moveAll(folder, { "old/a.jpg": "new/b.jpg" });
  expect(await tellings(revimg, folder)).toMatchObject({ "b.jpg": "updated" });
  const path = join(folder, "new/b.jpg");
  const moved = await rowAt(revimg, path);
  expect(moved).toMatchObject({ filename: "b.jpg", title: "A", originalUrl: said.source_url });
  expect(moved.sources).toMatchObject([{ path, url: said.source_url, tags: ["sea"] }]);
  await rm(join(folder, "old/a.jpg.json"));
  expect(await tellings(revimg, folder)).toEqual({ "b.jpg": "unchanged" });
  await writeFile(`${path}.json`, JSON.stringify({ title: "B" }));
  expect(await tellings(revimg, folder)).toEqual({ "b.jpg": "updated" });
  const renamed = await rowAt(revimg, path);
  expect(renamed).toMatchObject({ title: "B", originalUrl: null });
  expect(renamed.tags.filter(({ origin }) => origin === "file")).toEqual([]);
});

test("a path outside of the run stays, behind the one that was seen", async () => {
  const folder = await folderOf(["a.jpg"]);
  const elsewhere = await temporaryFolder();
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  await copyFile(join(folder, "a.jpg"), join(elsewhere, "b.jpg"));
  await rm(join(folder, "a.jpg"));
  await indexAll(revimg, elsewhere);
  const row = await rowAt(revimg, join(elsewhere, "b.jpg"));
  expect(row.filename).toBe("b.jpg");
  expect(row.sources.map(({ path }) => path)).toEqual([
    join(elsewhere, "b.jpg"),
    join(folder, "a.jpg"),
  ]);
});

test("a picture that was also handed over in memory outlives its file", async () => {
  const folder = await folderOf(["a.jpg"]);
  const bytes = await readFile(join(folder, "a.jpg"));
  const revimg = await openIndex();
  await indexAll(revimg, [{ bytes }]);
  await indexAll(revimg, folder);
  await writeFile(join(folder, "a.jpg"), await picture(30));
  await indexAll(revimg, folder);
  expect((await revimg.search({ image: bytes, limit: 1 })).matches).toMatchObject([
    { tier: "exact", sources: [] },
  ]);
});

test("a picture that may be in a file that can't be read stays", async () => {
  const folder = await temporaryFolder();
  const large = await picture(1, { width: 800, height: 600 });
  await writeFile(join(folder, "a.jpg"), large);
  const dataDirectory = await temporaryFolder();
  const first = await openIndex({ dataDirectory });
  await indexAll(first, folder);
  await first.close();
  await moveAll(folder, { "a.jpg": "b.jpg" });
  await writeFile(join(folder, "a.jpg"), await picture(2));
  const maxBytes = large.length - 1;
  const revimg = await openIndex({ dataDirectory, limits: { maxBytes } });
  expect(await tellings(revimg, folder)).toEqual({ "a.jpg": "added", "b.jpg": "failed" });
  expect((await revimg.stats()).count).toBe(2);
  await rm(join(folder, "b.jpg"));
  await indexAll(revimg, folder);
  expect((await revimg.stats()).count).toBe(1);
});

test("a run that is left early releases nothing; the next one does", async () => {
  const names = Array.from({ length: 70 }, (_, i) => `${String(i).padStart(2, "0")}.jpg`);
  const folder = await folderOf(names);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  const old = await readFile(join(folder, "00.jpg"));
  await moveAll(folder, { "01.jpg": "69.jpg", "69.jpg": "01.jpg" });
  await writeFile(join(folder, "00.jpg"), await picture(500));
  for await (const event of revimg.index(folder)) if (event.type === "updated") break;
  expect((await revimg.stats()).count).toBe(71);
  await rowAt(revimg, join(folder, "69.jpg"));
  await indexAll(revimg, folder);
  expect((await revimg.stats()).count).toBe(70);
  expect((await revimg.search({ image: old, limit: 1 })).matches[0]?.tier).not.toBe("exact");
});

test("whatever happens to the files, the index holds what the folders hold", async () => {
  const draw = (number: number) => picture(number, { width: 64, height: 48, format: "png" });
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seededRandom(seed);
      const parent = await temporaryFolder();
      const folders = await ChangingFolders.create({ parent, pictures: 12, draw, random });
      const revimg = await openIndex();
      const model = new IndexModel();
      const born = new Map<string, number>();
      for (let round = 0; round < 6; round++) {
        for (let i = 0; i < 8; i++) await folders.change();
        const isLeft = round % 3 === 2;
        if (isLeft)
          for await (const { type } of revimg.index(folders.folders)) if (type !== "started") break;
        const { events } = await indexAll(revimg, folders.folders);
        const told = events.flatMap((event) => ("name" in event ? [event] : []));
        const wrong = model.run(folders, told);
        if (!isLeft) expect(wrong).toEqual([]);
        const { metadata } = engineOf(revimg);
        expect((await revimg.stats()).count).toBe(model.contents.size);
        for (const [hash, paths] of model.contents) {
          const [row] = await metadata.findByHash([hash]);
          expect(new Set(row?.sources.map(({ path }) => path))).toEqual(paths);
          // A file that can't be read may be there still.
          const [first] = row!.sources.filter(({ path }) => !folders.hidden.has(path!));
          const lives = [...paths].some((path) => folders.pictures.has(path));
          if (lives) expect(folders.pictures.has(first!.path!)).toBe(true);
          if (born.has(hash)) expect(row!.createdAt).toBe(born.get(hash));
          born.set(hash, row!.createdAt);
        }
        for (const hash of born.keys()) if (!model.contents.has(hash)) born.delete(hash);
      }
    }),
    { numRuns: 6 },
  );
});
