import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-sources-"));
  await mkdir(join(directory, "shop"));
  await drawFolder(join(directory, "shop/photos"), 4, 300);
});
afterAll(() => rm(directory, { recursive: true }));

const run = (words: string[], input?: string) =>
  runRevimg([...words, "--model", "mini"], {
    directory,
    ...(input !== undefined && { input: Buffer.from(input) }),
  });

it("indexes what a table lists, by its folder, with the line of what is wrong", async () => {
  const table = "path,title,attributes.price\nphotos/picture-000.jpg,First,5\n,Nothing,1\n";
  await writeFile(join(directory, "shop/list.csv"), table);
  const { exitCode, stdout } = await run(["index", "--from", "shop/list.csv", "--data", "table"]);
  expect(exitCode).toBe(3);
  expect(stdout).toContain("list.csv, line 3: It has neither");
  const listed = await runRevimg(["list", "--json", "--data", "table"], { directory });
  expect(readLines(listed.stdout)).toMatchObject([{ title: "First", attributes: { price: 5 } }]);
});

it("reads paths from the standard input, and patterns, beside each other", async () => {
  const input = "shop/photos/picture-000.jpg\0shop/photos/picture-001.jpg\0";
  const words = ["index", "shop/photos/*-00[23].jpg", "--from", "-", "--data", "both", "--json"];
  const { exitCode, stdout } = await run(words, input);
  expect(exitCode).toBe(0);
  const lines = readLines(stdout);
  expect(lines.flatMap(({ type, name }) => (type === "added" ? [name] : [])).toSorted()).toEqual(
    [0, 1, 2, 3].map((i) => join(directory, `shop/photos/picture-00${i}.jpg`)),
  );
  expect(lines.at(-1)).toMatchObject({ type: "finished", progress: { added: 4, total: 4 } });
});

it("says what is wrong with a source before it makes an index", async () => {
  for (const [words, message] of [
    [["index"], "--from a list"],
    [["index", "--from", "none.csv"], "There is no file or folder none.csv"],
    [["index", "s3://bucket?endpiont=x"], "endpoint"],
    [["index", "shop", "--per-host", "many"], "whole number"],
  ] as const) {
    const { exitCode, stderr } = await run([...words, "--data", "never"]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(message);
  }
  expect((await runRevimg(["list", "--data", "never"], { directory })).exitCode).toBe(15);
});
