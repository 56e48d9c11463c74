import { cp, mkdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Revimg, RevimgOptions } from "./api.js";
import { createRevimg } from "./create-revimg.js";
import { collect, picture, temporaryFolder, whitePng } from "./testing/temporary.js";
import type { IndexEvent, IndexOptions, IndexSource } from "./types.js";

async function openIndex(options: RevimgOptions = {}): Promise<Revimg> {
  const dataDirectory = options.dataDirectory ?? (await temporaryFolder());
  const revimg = await createRevimg({ model: "mini", ...options, dataDirectory });
  onTestFinished(() => revimg.close());
  return revimg;
}

async function folderOf(names: readonly string[], seed = 0): Promise<string> {
  const folder = await temporaryFolder();
  for (const [i, name] of names.entries()) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), await picture(seed + i));
  }
  return folder;
}

/** Runs to the end; the totals without the time. */
async function indexAll(revimg: Revimg, source: IndexSource, options?: IndexOptions) {
  const events = await collect(revimg.index(source, options));
  const finished = events.at(-1) as Extract<IndexEvent, { type: "finished" }>;
  const { elapsedMs, ...totals } = finished.progress;
  return { events, totals, failures: finished.failures };
}

const totals = (counts: Partial<Record<"added" | "updated" | "unchanged" | "failed", number>>) => {
  const all = { added: 0, updated: 0, unchanged: 0, failed: 0, ...counts };
  const done = all.added + all.updated + all.unchanged + all.failed;
  return { ...all, done, total: done };
};

describe("indexing", () => {
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
    expect(thumbnail?.mimeType).toBe("image/webp");
    expect(await sharp(await buffer(thumbnail!.stream)).metadata()).toMatchObject({
      format: "webp",
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
});

describe("searching", () => {
  test("a smaller, recompressed copy finds its original first", async () => {
    const folder = await folderOf(Array.from({ length: 40 }, (_, i) => `${i}.jpg`));
    const revimg = await openIndex();
    await indexAll(revimg, folder);
    for (const i of [3, 17, 31]) {
      const copy = await sharp(join(folder, `${i}.jpg`))
        .resize(80)
        .jpeg({ quality: 40 })
        .toBuffer();
      const { matches } = await revimg.search({ image: copy, limit: 5 });
      expect(matches).toHaveLength(5);
      expect(matches[0]?.filename).toBe(`${i}.jpg`);
      expect(matches[0]?.similarity).toBeGreaterThan(0.9);
    }
  });

  test("pages follow each other without a gap or a repeat", async () => {
    const folder = await folderOf(Array.from({ length: 25 }, (_, i) => `${i}.jpg`));
    const revimg = await openIndex();
    await indexAll(revimg, folder);
    const image = await picture(3);
    const all = (await revimg.search({ image, limit: 100 })).matches.map(({ id }) => id);
    expect(all).toHaveLength(25);
    const paged: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await revimg.search({ image, limit: 7, ...(cursor && { cursor }) });
      paged.push(...page.matches.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
  });

  test("a picture may come as bytes, buffer, blob, path or file URL", async () => {
    const folder = await folderOf(["a.jpg"]);
    const revimg = await openIndex();
    await indexAll(revimg, folder);
    const bytes = new Uint8Array(await readFile(join(folder, "a.jpg")));
    const images = [
      bytes,
      bytes.buffer,
      new Blob([bytes]),
      join(folder, "a.jpg"),
      new URL(`file://${folder}/a.jpg`),
    ];
    for (const image of images) {
      expect((await revimg.search({ image })).matches[0]?.tier).toBe("exact");
    }
  });

  test("wrong queries are refused with a code", async () => {
    const revimg = await openIndex();
    const image = await picture(1);
    const code = async (query: unknown) =>
      revimg.search(query as Parameters<Revimg["search"]>[0]).then(
        () => "none",
        (error) => error.code,
      );
    expect(await code({ image, limit: 0 })).toBe("invalid_input");
    expect(await code({ image, limit: 1.5 })).toBe("invalid_input");
    expect(await code({ image, minSimilarity: 2 })).toBe("invalid_input");
    expect(await code({ image, cursor: "nonsense" })).toBe("invalid_input");
    expect(await code({})).toBe("invalid_input");
    expect(await code({ image: "https://example.org/a.jpg" })).toBe("unsupported");
    expect(await code({ image: "/no/such.jpg" })).toBe("not_found");
    expect(await code({ image: new Uint8Array(0) })).toBe("image_decode_failed");
    expect((await revimg.search({ image })).matches).toEqual([]);
  });

  test("deleted pictures are gone from search, store and disk", async () => {
    const folder = await folderOf(["a.jpg", "b.jpg"]);
    const revimg = await openIndex();
    await indexAll(revimg, folder, { originals: "copy" });
    const [match] = (await revimg.search({ image: join(folder, "a.jpg") })).matches;
    expect(await revimg.delete([match!.id, "absent"])).toBe(1);
    expect(await revimg.get(match!.id)).toBeNull();
    expect(await revimg.readImage(match!.id)).toBeNull();
    const left = await revimg.search({ image: join(folder, "a.jpg") });
    expect(left.matches.map(({ filename }) => filename)).toEqual(["b.jpg"]);
    expect((await indexAll(revimg, folder)).totals).toEqual(totals({ added: 1, unchanged: 1 }));
  });
});

describe("opening", () => {
  test("an index keeps its pictures, and is found at the same place again", async () => {
    const dataDirectory = await temporaryFolder();
    const folder = await folderOf(["a.jpg"]);
    const first = await openIndex({ dataDirectory });
    await indexAll(first, folder);
    await first.close();
    await first.close();
    await expect(first.stats()).rejects.toMatchObject({ code: "disposed" });
    const second = await openIndex({ dataDirectory });
    expect((await second.search({ image: join(folder, "a.jpg") })).matches).toHaveLength(1);
  });

  test("closing while a run is paused does not wait for it", async () => {
    const folder = await folderOf(Array.from({ length: 100 }, (_, i) => `${i}.jpg`));
    const revimg = await openIndex();
    const run = revimg.index(folder);
    await run.next();
    await run.next();
    await revimg.close();
    await expect(
      (async () => {
        for (;;) if ((await run.next()).done) break;
      })(),
    ).rejects.toMatchObject({ code: "disposed" });
  });

  test("collections do not see each other", async () => {
    const dataDirectory = await temporaryFolder();
    const folder = await folderOf(["a.jpg"]);
    const one = await openIndex({ dataDirectory, collection: "one" });
    const two = await openIndex({ dataDirectory, collection: "two" });
    await indexAll(one, folder);
    expect((await two.stats()).count).toBe(0);
  });

  test("wrong options are named", async () => {
    const rejection = (options: object) => expect(createRevimg(options)).rejects;
    await rejection({ dataDirectry: "x" }).toMatchObject({
      code: "invalid_config",
      message: expect.stringContaining("dataDirectry"),
    });
    await rejection({ collection: "../up" }).toMatchObject({ code: "invalid_config" });
    await rejection({ model: "clip" }).toMatchObject({ code: "invalid_config" });
    await rejection({ scanThreads: 0 }).toMatchObject({ code: "invalid_config" });
    await rejection({ limits: { maxPixels: -1 } }).toMatchObject({ code: "invalid_config" });
  });

  test("a folder that can't hold an index is named", async () => {
    const dataDirectory = join(await folderOf(["a.jpg"]), "a.jpg");
    await expect(createRevimg({ dataDirectory })).rejects.toMatchObject({
      code: "store_failed",
      retryable: false,
      message: expect.stringContaining(dataDirectory),
    });
  });

  test("indexes below the pictures are not indexed, of whatever collection", async () => {
    const folder = await folderOf(["a.jpg"]);
    const revimg = await openIndex({ dataDirectory: folder });
    const other = await openIndex({ dataDirectory: folder, collection: "other" });
    await indexAll(revimg, folder, { originals: "copy" });
    expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 1 }));
    expect((await indexAll(other, folder)).totals).toEqual(totals({ added: 1 }));
    await rm(join(folder, "a.jpg"));
    expect((await indexAll(revimg, folder)).totals).toEqual(totals({}));
  });
});
