import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { IndexEntry } from "../../api/indexing.js";
import { folderOf, indexAll, openIndex, totals } from "../../testing/open-index.js";
import { collect, temporaryFolder } from "../../testing/temporary.js";
import { type PictureListOptions, readPictureList } from "./read-picture-list.js";

async function* streamOf(...chunks: (string | Buffer)[]) {
  for (const chunk of chunks) yield Buffer.from(chunk as Buffer);
}

const read = (text: string | Buffer, options: PictureListOptions = {}) =>
  collect(readPictureList(streamOf(text), { folder: "/pictures", ...options }));

/** Problems as their line and message. */
const plain = (entries: IndexEntry[]) =>
  entries.map((entry) => {
    if (typeof entry === "string" || !("error" in entry)) return entry;
    const { name, error, isWarning } = entry as Extract<IndexEntry, { error: Error }>;
    return `${isWarning ? "warning" : "failed"} ${name}: ${error.message}`;
  });

describe("a list of paths", () => {
  test("has a path or address a line, with any line ends", async () => {
    const text = "\ufeffa.jpg\r\n\nsub/b c.jpg\n/else/where.jpg\nhttps://example.org/d.jpg";
    expect(await read(text)).toEqual([
      "/pictures/a.jpg",
      "/pictures/sub/b c.jpg",
      "/else/where.jpg",
      "https://example.org/d.jpg",
    ]);
  });

  test("may end its paths with NUL, and then they may hold newlines", async () => {
    expect(await read("a\n1.jpg\0b.jpg\0")).toEqual(["/pictures/a\n1.jpg", "/pictures/b.jpg"]);
  });

  test("may hold names that are no UTF-8", async () => {
    expect(await read(Buffer.from("caf\xe9.jpg\n", "latin1"))).toEqual(["/pictures/caf\\xE9.jpg"]);
  });

  test("comes in pieces of any size", async () => {
    const entries = await collect(
      readPictureList(streamOf("a", ".jp", "g\nb.jpg\n", "c.jpg"), { folder: "/pictures" }),
    );
    expect(entries).toEqual(["/pictures/a.jpg", "/pictures/b.jpg", "/pictures/c.jpg"]);
  });

  test("says which line is too long", async () => {
    const long = "x".repeat(2_000_000);
    expect(plain(await read(`a.jpg\n${long}\nb.jpg\n${long}`))).toEqual([
      "/pictures/a.jpg",
      "failed list, line 2: This line has more than 1 MiB, so it is left out.",
      "/pictures/b.jpg",
      "failed list, line 4: This line has more than 1 MiB, so it is left out.",
    ]);
  });
});

describe("JSON lines", () => {
  test("name files and addresses, with what is known of them", async () => {
    const lines = [
      { path: "a.jpg", url: "https://example.org/a.jpg", Title: "A", tags: "sea, sun" },
      {
        image_url: "https://example.org/b.jpg",
        page: "https://example.org/",
        attributes: { n: 1 },
      },
      { source_url: "https://example.org/c.jpg", creator: "Ada", licence: "CC0-1.0" },
    ];
    expect(await read(lines.map((line) => JSON.stringify(line)).join("\n"))).toEqual([
      {
        ...{ path: "/pictures/a.jpg", sourceUrl: "https://example.org/a.jpg", title: "A" },
        tags: ["sea", "sun"],
      },
      {
        ...{ url: "https://example.org/b.jpg", pageUrl: "https://example.org/" },
        attributes: { n: 1 },
      },
      { url: "https://example.org/c.jpg", author: "Ada", license: "CC0-1.0" },
    ]);
  });

  test("lose a wrong line, and of a wrong field only that", async () => {
    const text =
      '{"path":"a.jpg","title":5}\n{"path":\n{"title":"A"}\n{"path":"b.jpg","attributes":[1]}\n';
    expect(plain(await read(text, { name: "shop.jsonl" }))).toEqual([
      expect.stringMatching(/^warning shop.jsonl, line 1: Its "title" is a number, not a text\./),
      { path: "/pictures/a.jpg" },
      expect.stringMatching(/^failed shop.jsonl, line 2: It is not/),
      'failed shop.jsonl, line 3: It has neither "path" nor "url", which say where the picture is.',
      expect.stringMatching(/^warning shop.jsonl, line 4: Its "attributes" are left out: .*a list/),
      { path: "/pictures/b.jpg" },
    ]);
  });
});

describe("a CSV table", () => {
  const csv = (text: string) => read(text, { format: "csv" });

  test("has attributes as an object, or in columns of their own", async () => {
    const text = `url;attributes;attributes.price;attributes.sold;attributes.code
https://example.org/a.jpg;"{""size"":""L""}";12.50;true;007
https://example.org/b.jpg;;;;
`;
    expect(await csv(text)).toEqual([
      {
        url: "https://example.org/a.jpg",
        attributes: { size: "L", price: 12.5, sold: true, code: "007" },
      },
      { url: "https://example.org/b.jpg" },
    ]);
  });

  test("loses a wrong line with its number, and is refused without the columns", async () => {
    expect(plain(await csv('path,title\na.jpg\nb.jpg,B,more\n,C\nd.jpg,"open\n'))).toEqual([
      expect.stringMatching(/^warning list, line 2: It has 1 cells for 2 columns/),
      { path: "/pictures/a.jpg" },
      expect.stringMatching(/^failed list, line 3: It has 3 cells for 2 columns/),
      expect.stringMatching(/^failed list, line 4: It has neither/),
      expect.stringMatching(/^failed list, line 5: A quotation mark/),
    ]);
    expect(plain(await csv("name,title\na,b\n"))).toEqual([
      expect.stringMatching(/^failed list, line 1: None of its columns .*found: name, title/),
    ]);
  });
});

test("a list file is read by its name, and its paths are relative to it", async () => {
  const folder = await folderOf(["shop/a.jpg", "shop/b.jpg"]);
  await mkdir(join(folder, "lists"));
  const list = join(folder, "lists/shop.csv");
  await writeFile(list, "path,title,attributes.price\n../shop/a.jpg,First,5\n../shop/none.jpg,,\n");
  await writeFile(join(folder, "shop/a.jpg.json"), '{"title":"Beside","author":"Ada"}');
  const revimg = await openIndex();
  const { totals: counts, failures } = await indexAll(revimg, [
    readPictureList(list),
    readPictureList(streamOf(join(folder, "shop/b.jpg"))),
  ]);
  expect(counts).toEqual(totals({ added: 2, failed: 1 }));
  expect(failures).toMatchObject([{ name: join(folder, "shop/none.jpg"), code: "not_found" }]);
  const shown = async () => (await revimg.list({ sort: "name" })).images;
  expect(await shown()).toMatchObject([
    { title: "First", attributes: { price: 5 }, sources: [{ author: "Ada" }] },
    { filename: "b.jpg" },
  ]);
  // What a list says counts although no file has changed.
  await writeFile(list, "path,attributes.price\n../shop/a.jpg,6\n");
  expect((await indexAll(revimg, readPictureList(list))).totals).toEqual(totals({ updated: 1 }));
  expect((await indexAll(revimg, readPictureList(list))).totals).toEqual(totals({ unchanged: 1 }));
  expect(await shown()).toMatchObject([{ title: "Beside", attributes: { price: 6 } }, {}]);
});

test("a list that can't be read is an error of the call", async () => {
  const revimg = await openIndex();
  const none = join(await temporaryFolder(), "none.txt");
  await expect(indexAll(revimg, readPictureList(none))).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(indexAll(revimg, [readPictureList(none)])).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(read("", { format: "xml" as "csv" })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("patterns of paths stand for the pictures that they describe", async () => {
  const folder = await folderOf(["2023/a.jpg", "2024/b.jpg", "2024/c.png", "2024/deep/d.jpg"]);
  const revimg = await openIndex();
  const names = async (pattern: string) => {
    const { events } = await indexAll(revimg, join(folder, pattern));
    return events.flatMap((event) => ("name" in event ? event.name.slice(folder.length + 1) : []));
  };
  expect(await names("2024/*.jpg")).toEqual(["2024/b.jpg"]);
  expect(await names("**/*.jpg")).toEqual(["2023/a.jpg", "2024/b.jpg", "2024/deep/d.jpg"]);
  expect(await names("{2023,2024/deep}/?.jpg")).toEqual(["2023/a.jpg", "2024/deep/d.jpg"]);
  // A folder that matches is meant with all that is in it.
  expect(await names("*4")).toEqual(["2024/b.jpg", "2024/c.png", "2024/deep/d.jpg"]);
  await expect(names("*/*.webp")).rejects.toMatchObject({ code: "not_found" });
  // A path that is there is meant, whatever characters it has.
  await rename(join(folder, "2023"), join(folder, "20[2]*"));
  expect(await names("20[2]*")).toEqual(["20[2]*/a.jpg"]);
});
