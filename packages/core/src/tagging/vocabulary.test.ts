import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { readVocabulary } from "./vocabulary.js";

async function fileOf(content: string): Promise<string> {
  const path = join(await temporaryFolder(), "words.json");
  await writeFile(path, content);
  return path;
}

test("words come with the hash of their file", async () => {
  const json = '[{ "name": "dog", "hypernyms": ["animal"] }, { "name": "sea", "hypernyms": [] }]';
  expect(await readVocabulary(await fileOf(json))).toEqual({
    labels: JSON.parse(json),
    sha256: createHash("sha256").update(json).digest("hex"),
  });
});

test.each([
  ["is no JSON", "dog, cat"],
  ["is no list", '{ "name": "dog", "hypernyms": [] }'],
  ["is empty", "[]"],
  ["has bare words", '["dog"]'],
  ["has nothing in place of a word", "[null]"],
  ["has a word without wider ones", '[{ "name": "dog" }]'],
  ["has an empty word", '[{ "name": "", "hypernyms": [] }]'],
  ["has a wider word that is none", '[{ "name": "dog", "hypernyms": [1] }]'],
])("a file that %s is refused", async (_, content) => {
  const path = await fileOf(content);
  await expect(readVocabulary(path)).rejects.toMatchObject({
    code: "model_corrupt",
    message: expect.stringContaining(path),
  });
});

test("a file that can't be read is refused", async () => {
  await expect(readVocabulary(await temporaryFolder())).rejects.toMatchObject({
    code: "model_corrupt",
  });
});
