import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RevimgError } from "../errors.js";
import { temporaryFolder } from "../testing/temporary.js";
import { SidecarReader } from "./sidecar.js";

async function folderWith(files: Record<string, string>) {
  const root = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, name, ".."), { recursive: true });
    await writeFile(join(root, name), text);
  }
  const warnings: [string, RevimgError][] = [];
  const reader = new SidecarReader((path, error) =>
    warnings.push([path.slice(root.length + 1), error]),
  );
  return { warnings, read: (name: string) => reader.read(join(root, name), root) };
}

test("all three forms say the same", async () => {
  const expected = {
    sourceUrl: "https://example.org/a.jpg",
    pageUrl: "https://example.org/",
    title: "A, with a comma",
    author: "Ada",
    license: "CC0-1.0",
    tags: ["red", "blue"],
  };
  const fields = {
    source_url: expected.sourceUrl,
    page_url: expected.pageUrl,
    title: expected.title,
    author: "Ada",
    license: "CC0-1.0",
  };
  const own = await folderWith({
    "a.jpg.json": JSON.stringify({ ...fields, tags: expected.tags }),
  });
  expect(await own.read("a.jpg")).toEqual(expected);
  const lines = await folderWith({
    "metadata.jsonl": `\uFEFF${JSON.stringify({ filename: "a.jpg", ...fields, tags: "red,blue" })}\n\n`,
  });
  expect(await lines.read("a.jpg")).toEqual(expected);
  const table = await folderWith({
    "metadata.csv": `filename,source_url,page_url,title,author,license,tags\r\na.jpg,${fields.source_url},${fields.page_url},"${fields.title}",Ada,CC0-1.0,red;blue\r\n`,
  });
  expect(await table.read("a.jpg")).toEqual(expected);
  for (const { warnings } of [own, lines, table]) expect(warnings).toEqual([]);
});

test("a table speaks for folders below it, the nearer one and the picture's own file first", async () => {
  const { read, warnings } = await folderWith({
    "metadata.csv": "filename,title,author\nsub/a.jpg,Far,Far author\nsub/b.jpg,Only far,\n",
    "sub/metadata.jsonl": '{"filename":"a.jpg","title":"Near"}',
    "sub/a.jpg.json": '{"license":"MIT"}',
  });
  expect(await read("sub/a.jpg")).toEqual({ title: "Near", author: "Far author", license: "MIT" });
  expect(await read("sub/b.jpg")).toEqual({ title: "Only far" });
  expect(await read("sub/c.jpg")).toEqual({});
  expect(warnings).toEqual([]);
});

test("what can't be used is a warning that names its place, and nothing more", async () => {
  const { read, warnings } = await folderWith({
    "metadata.jsonl":
      '{"filename":"a.jpg","title":"A"}\n{ broken\n{"title":"no name"}\n{"filename":"b.jpg","source_url":"not a url"}\n',
    "a.jpg.json": '{"tags":[1]}',
    "b.jpg.json": "[]",
  });
  expect(await read("a.jpg")).toEqual({ title: "A" });
  expect(await read("b.jpg")).toEqual({});
  expect(warnings.map(([place]) => place)).toEqual([
    "metadata.jsonl, line 2",
    "metadata.jsonl, line 3",
    "metadata.jsonl, line 4",
    "a.jpg.json",
    "b.jpg.json",
  ]);
  expect(warnings.every(([, { code }]) => code === "invalid_input")).toBe(true);
});

test("a table that is no CSV at all is one warning", async () => {
  const { read, warnings } = await folderWith({ "metadata.csv": 'filename,title\na.jpg,"open\n' });
  expect(await read("a.jpg")).toEqual({});
  expect(warnings.map(([place]) => place)).toEqual(["metadata.csv"]);
});
