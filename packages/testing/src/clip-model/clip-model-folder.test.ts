import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clipModelFolder } from "./clip-model-folder.js";

const files = ["manifest.json", "text.onnx", "tokenizer.json", "vision.onnx"];

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "revimg-clip-folder-"));
  vi.stubEnv("TMPDIR", temporary);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true });
});

test("callers at the same time get one whole folder, and nothing else is left", async () => {
  const options = { size: "tiny", seed: 3 } as const;
  const folders = await Promise.all([1, 2, 3].map(() => clipModelFolder(options)));
  expect(new Set(folders).size).toBe(1);
  expect((await readdir(folders[0]!)).sort()).toEqual(files);
  expect(await readdir(dirname(folders[0]!))).toHaveLength(1);
});

test("what is built is not built again, and defaults may be spelled out", async () => {
  const folder = await clipModelFolder({ size: "tiny" });
  await rm(join(folder, "tokenizer.json"));
  await expect(readFile(join(folder, "tokenizer.json"))).rejects.toThrow("ENOENT");
  expect(await clipModelFolder({ size: "tiny", seed: 1, dtype: "fp32" })).toBe(folder);
  expect((await readdir(folder)).sort()).toEqual(files);
});

test("other options have another folder", async () => {
  const folders = await Promise.all([
    clipModelFolder({ size: "tiny" }),
    clipModelFolder({ size: "tiny", seed: 2 }),
    clipModelFolder({ size: "tiny", dtype: "fp16" }),
    clipModelFolder({ size: "tiny", tags: { vocabulary: "words.json" } }),
  ]);
  expect(new Set(folders).size).toBe(4);
});
