import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { builtInModelDirectory, readModelFiles } from "./model-files.js";
import { preprocessingVersion } from "./preprocess.js";

let directory: string;
let url: URL;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-model-"));
  url = pathToFileURL(`${directory}/`);
  await cp(builtInModelDirectory("mini"), directory, { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

describe("readModelFiles", () => {
  test("reads the built-in model", async () => {
    const { manifest, model, labels } = await readModelFiles(builtInModelDirectory("mini"));
    expect(manifest.id).toBe("mini-1");
    expect(manifest.preprocessing).toBe(preprocessingVersion);
    expect(model).toHaveLength(manifest.files.model.bytes);
    expect(labels).toHaveLength(200);
    const retriever = labels.find(({ name }) => name === "golden retriever");
    expect(retriever?.hypernyms).toEqual(["retriever", "dog", "animal"]);
  });

  test("gives every class a name of its own in lower case", async () => {
    const { labels } = await readModelFiles(url);
    const names = labels.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, hypernyms } of labels) {
      for (const word of [name, ...hypernyms]) expect(word).toMatch(/^[a-z][a-z' -]*[a-z]$/);
      expect(hypernyms).not.toContain(name);
      expect(new Set(hypernyms).size).toBe(hypernyms.length);
    }
  });

  test.each(["model.onnx", "labels.json"])("refuses a changed %s", async (name) => {
    const file = join(directory, name);
    const content = await readFile(file);
    content[content.length >> 1]! ^= 1;
    await writeFile(file, content);
    await expect(readModelFiles(url)).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining(name),
    });
  });

  test.each(["model.onnx", "labels.json", "manifest.json"])("misses %s", async (name) => {
    await rm(join(directory, name));
    await expect(readModelFiles(url)).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining(`${name} can't be read`),
    });
  });

  test("refuses a manifest that is not JSON", async () => {
    await writeFile(join(directory, "manifest.json"), "{");
    await expect(readModelFiles(url)).rejects.toMatchObject({ code: "model_corrupt" });
  });
});
