import { cp, readFile, rename, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { Revimg } from "../api/revimg.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";
import { picture, whitePng } from "../testing/temporary.js";

test("a folder, twice: the second run adds nothing", async () => {
  const folder = await folderOf(["a.jpg", "deep/er/b.JPG", ".hidden.jpg", "notes.txt"]);
  const revimg = await openIndex();
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ added: 2 }));
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 2 }));
  expect(await revimg.stats()).toMatchObject({ count: 2, pending: 0, failed: 0 });
});

test("the same bytes under a second name and URL are one picture with all its sources", async () => {
  const folder = await folderOf(["a.jpg"]);
  await cp(join(folder, "a.jpg"), join(folder, "b.jpg"));
  const revimg = await openIndex();
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ added: 1, updated: 1 }));
  const bytes = await readFile(join(folder, "a.jpg"));
  const item = { bytes, sourceUrl: "https://www.Example.org/a.jpg", author: "Ada" };
  expect((await indexAll(revimg, [item])).totals).toEqual(totals({ updated: 1 }));
  expect((await indexAll(revimg, [item])).totals).toEqual(totals({ unchanged: 1 }));
  const { matches } = await revimg.search({ image: bytes });
  expect(matches).toHaveLength(1);
  expect(matches[0]).toMatchObject({
    tier: "exact",
    sourceDomain: "example.org",
    originalUrl: "https://www.Example.org/a.jpg",
  });
  expect(matches[0]?.sources.map(({ path, url }) => path ?? url)).toEqual([
    join(folder, "a.jpg"),
    join(folder, "b.jpg"),
    "https://www.Example.org/a.jpg",
  ]);
});

test("bad files are listed with their reasons and tried again; the rest is indexed", async () => {
  const folder = await folderOf(["good.jpg", "also-good.png"]);
  const whole = await picture(7, { width: 640, height: 480 });
  await writeFile(join(folder, "broken.jpg"), whole.subarray(0, 2_000));
  await writeFile(join(folder, "text.jpg"), "not a picture at all");
  await writeFile(join(folder, "empty.jpg"), "");
  await writeFile(join(folder, "huge.png"), whitePng(30_000));
  const revimg = await openIndex();
  const { totals: counted, failures } = await indexAll(revimg, folder);
  expect(counted).toEqual(totals({ added: 2, failed: 4 }));
  const codes = Object.fromEntries(
    failures.map(({ name, code }) => [name.slice(folder.length + 1), code]),
  );
  expect(codes).toEqual({
    "broken.jpg": "image_decode_failed",
    "text.jpg": "image_decode_failed",
    "empty.jpg": "image_decode_failed",
    "huge.png": "image_too_large",
  });
  expect(await revimg.stats()).toMatchObject({ count: 2, failed: 4 });
  await writeFile(join(folder, "broken.jpg"), whole);
  expect((await indexAll(revimg, folder)).totals).toEqual(
    totals({ added: 1, unchanged: 2, failed: 3 }),
  );
  expect(await revimg.stats()).toMatchObject({ count: 3, failed: 3 });
});

test("a file with new content takes the old picture's place", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg"]);
  const [old, kept] = await Promise.all([picture(0), picture(1)]);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  await writeFile(join(folder, "a.jpg"), await picture(50));
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ added: 1, unchanged: 1 }));
  expect((await revimg.search({ image: old })).matches.some(({ tier }) => tier === "exact")).toBe(
    false,
  );
  expect((await revimg.search({ image: kept })).matches[0]?.tier).toBe("exact");
  expect(await revimg.stats()).toMatchObject({ count: 2 });
});

test("a file that was only touched is no news", async () => {
  const folder = await folderOf(["a.jpg"]);
  const revimg = await openIndex();
  await indexAll(revimg, folder);
  await utimes(join(folder, "a.jpg"), 1_000, 1_000);
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 1 }));
  const [match] = (await revimg.search({ image: join(folder, "a.jpg") })).matches;
  expect(match?.sources).toMatchObject([{ mtimeMs: 1_000_000 }]);
});

test("sidecar metadata is read, and a change of it is taken over", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg", "sub/c.jpg"]);
  await writeFile(
    join(folder, "metadata.csv"),
    "filename,source_url,title,tags\na.jpg,https://example.org/a,From the table,red; blue\nsub/c.jpg,,C,\n",
  );
  await writeFile(
    join(folder, "a.jpg.json"),
    JSON.stringify({ title: "Its own", author: "Ada", license: "CC0-1.0" }),
  );
  await writeFile(join(folder, "b.jpg.json"), "{ not json");
  const revimg = await openIndex();
  const { events, totals: counted } = await indexAll(revimg, folder);
  expect(counted).toEqual(totals({ added: 3 }));
  expect(events.filter(({ type }) => type === "warning")).toMatchObject([
    { name: join(folder, "b.jpg.json"), error: { code: "invalid_input" } },
  ]);
  const [match] = (await revimg.search({ image: join(folder, "a.jpg") })).matches;
  expect(match).toMatchObject({
    title: "Its own",
    sourceDomain: "example.org",
    sources: [
      { url: "https://example.org/a", title: "Its own", author: "Ada", license: "CC0-1.0" },
    ],
  });
  const fileTags = match?.tags.filter(({ origin }) => origin === "file").map(({ tag }) => tag);
  expect(fileTags).toEqual(["blue", "red"]);

  await writeFile(join(folder, "a.jpg.json"), JSON.stringify({ title: "Renamed" }));
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ updated: 1, unchanged: 2 }));
  const [again] = (await revimg.search({ image: join(folder, "a.jpg") })).matches;
  expect(again).toMatchObject({ title: "Renamed", sources: [{ url: "https://example.org/a" }] });
});

test("a table's row that names no file is told at the end of a run, of a part of the folder too", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg"]);
  await writeFile(join(folder, "metadata.csv"), "filename,title\na.jpg,A\nb.jpg,B\nc.jpg,C\n");
  const revimg = await openIndex();
  for (const source of [folder, [join(folder, "a.jpg")]]) {
    const { events } = await indexAll(revimg, source);
    const told = events.filter(({ type }) => type === "warning");
    expect(told).toMatchObject([{ name: join(folder, "metadata.csv, line 4") }]);
  }
});

test("a list and a stream of items; a wrong one fails alone", async () => {
  const folder = await folderOf(["a.jpg"]);
  const revimg = await openIndex();
  async function* stream() {
    yield {
      bytes: await picture(10),
      filename: "ten.jpg",
      tags: ["  Big   Dog ", "big dog", ""],
    };
    yield { bytes: await picture(11), sourceUrl: "not a url" };
    yield join(folder, "a.jpg");
    yield join(folder, "gone.jpg");
  }
  const { totals: counted, failures } = await indexAll(revimg, stream());
  expect(counted).toEqual(totals({ added: 2, failed: 2 }));
  expect(failures.map(({ code }) => code).sort()).toEqual(["invalid_input", "not_found"]);
  const [match] = (await revimg.search({ image: await picture(10) })).matches;
  expect(match?.filename).toBe("ten.jpg");
  expect(match?.tags.filter(({ origin }) => origin === "user")).toEqual([
    { tag: "big dog", confidence: 1, origin: "user" },
  ]);
});

test("a folder that is not there rejects", async () => {
  const revimg = await openIndex();
  await expect(indexAll(revimg, "/no/such/folder")).rejects.toMatchObject({ code: "not_found" });
});

test("originals are copied, referred to, or left out", async () => {
  const folder = await folderOf(["a.jpg"]);
  const path = join(folder, "a.jpg");
  const bytes = await readFile(path);
  const read = async (revimg: Revimg) => {
    const [match] = (await revimg.search({ image: bytes })).matches;
    const content = await revimg.readImage(match!.id);
    return new Uint8Array(await buffer(content!.stream));
  };
  const referring = await openIndex();
  await indexAll(referring, folder);
  expect(await read(referring)).toEqual(new Uint8Array(bytes));
  const copying = await openIndex();
  await indexAll(copying, folder, { originals: "copy" });
  const keeping = await openIndex();
  await indexAll(keeping, folder, { originals: "none" });
  await rename(path, join(folder, "moved.jpg"));
  expect(await read(copying)).toEqual(new Uint8Array(bytes));
  await expect(read(referring)).rejects.toMatchObject({ code: "not_found" });
  const [match] = (await keeping.search({ image: bytes })).matches;
  const thumbnail = await keeping.readImage(match!.id, { variant: "thumbnail" });
  expect(thumbnail?.mimeType).toBe("image/jpeg");
  expect(await sharp(await buffer(thumbnail!.stream)).metadata()).toMatchObject({
    format: "jpeg",
    width: 160,
  });
});

test("stopping early keeps what is done, and the same call goes on", async () => {
  const folder = await folderOf(Array.from({ length: 60 }, (_, i) => `${i}.jpg`));
  const revimg = await openIndex();
  const controller = new AbortController();
  const reason = new Error("enough");
  const stopped = (async () => {
    for await (const event of revimg.index(folder, { signal: controller.signal })) {
      if (event.type === "added") controller.abort(reason);
    }
  })();
  await expect(stopped).rejects.toBe(reason);
  const { count } = await revimg.stats();
  expect(count).toBeGreaterThan(0);
  for await (const event of revimg.index(folder)) if (event.type === "added") break;
  const { totals: rest } = await indexAll(revimg, folder);
  expect(rest.done).toBe(60);
  expect(rest.failed).toBe(0);
  expect(await revimg.stats()).toMatchObject({ count: 60, pending: 0 });
});

test("a stream that waits for its next picture can be stopped, and left", async () => {
  const revimg = await openIndex();
  async function* endless() {
    yield { bytes: await picture(1) };
    await new Promise(() => {});
  }
  const controller = new AbortController();
  const reason = new Error("enough");
  const stopped = (async () => {
    for await (const event of revimg.index(endless(), { signal: controller.signal })) {
      if (event.type === "added") setTimeout(() => controller.abort(reason), 10);
    }
  })();
  await expect(stopped).rejects.toBe(reason);
  const left: string[] = [];
  for await (const event of revimg.index(endless())) {
    left.push(event.type);
    if (event.type === "unchanged") break;
  }
  expect(left).toEqual(["started", "unchanged"]);
});

test("a file that can't be read for a while keeps its picture", async () => {
  const folder = await folderOf(["a.jpg"]);
  const revimg = await openIndex({ limits: { maxBytes: 100_000 } });
  await indexAll(revimg, folder);
  await writeFile(join(folder, "a.jpg"), new Uint8Array(200_000));
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ failed: 1 }));
  expect(await revimg.stats()).toMatchObject({ count: 1 });
});
