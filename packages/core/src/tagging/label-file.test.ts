import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { readLabelFile, writeLabelFile } from "./label-file.js";

const key = "ab".repeat(32);
const rows = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));

async function written(content = rows) {
  const path = join(await temporaryFolder(), "deep/er/labels.bin");
  const file = { path, key, dimension: 4 };
  await writeLabelFile(file, content);
  return file;
}

test("rows come back as they were, and nothing lies beside the file", async () => {
  const file = await written();
  expect(await readLabelFile(file, 3)).toEqual(rows);
  expect(await readdir(join(file.path, ".."))).toEqual(["labels.bin"]);
  expect((await stat(file.path)).size).toBe(80 + 12 * 4);
});

test("the first rows of a longer list come back, more rows than the list has do not", async () => {
  const file = await written(rows.subarray(0, 8));
  expect(await readLabelFile(file, 3)).toEqual(rows.subarray(0, 8));
  expect(await readLabelFile(file, 1)).toBeNull();
});

test("a file is replaced", async () => {
  const file = await written(rows.subarray(0, 4));
  await writeLabelFile(file, rows);
  expect(await readLabelFile(file, 3)).toEqual(rows);
});

test("an absent file is null", async () => {
  const path = join(await temporaryFolder(), "labels.bin");
  expect(await readLabelFile({ path, key, dimension: 4 }, 3)).toBeNull();
});

test("labels of another key or dimension are null", async () => {
  const file = await written();
  expect(await readLabelFile({ ...file, key: "ac".repeat(32) }, 3)).toBeNull();
  expect(await readLabelFile({ ...file, dimension: 3 }, 4)).toBeNull();
});

test.each([
  ["cut off", (bytes: Buffer) => bytes.subarray(0, -1)],
  ["without a header", (bytes: Buffer) => bytes.subarray(0, 60)],
  ["empty", () => Buffer.alloc(0)],
  ["longer than it says", (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(16)])],
  ["with a changed bit", (bytes: Buffer) => bytes.fill((bytes[100] ?? 0) ^ 1, 100, 101)],
  ["with another beginning", (bytes: Buffer) => bytes.fill("X", 0, 1)],
])("a file %s is null", async (_, damage) => {
  const file = await written();
  await writeFile(file.path, damage(await readFile(file.path)));
  expect(await readLabelFile(file, 3)).toBeNull();
});

test("where it can't be written, it rejects and leaves no draft", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "taken"), "a file where a folder should be");
  const file = { path: join(folder, "taken/labels.bin"), key, dimension: 4 };
  await expect(writeLabelFile(file, rows)).rejects.toThrow(folder);
  expect(await readdir(folder)).toEqual(["taken"]);
});
