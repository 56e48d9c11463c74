import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { knownModels } from "./built-in-models.js";
import type { ModelManifest } from "./model-manifest.js";
import { readModelManifest } from "./read-manifest.js";

const file = { path: "model.onnx", bytes: 3, sha256: "a".repeat(64) };

function complete() {
  return {
    format: 1,
    id: "my-model-1",
    description: "A model.",
    license: "Apache-2.0",
    warning: "For tests.",
    source: { repository: "someone/a-model", revision: "b".repeat(40) },
    dimension: 384,
    preprocessing: 1,
    image: {
      files: { fp32: file, fp16: { ...file, path: "onnx/half.onnx", bytes: null } },
      input: { tensor: "pixels", size: 336, mean: [0, 0.5, 1], std: [1, 1, 0.2] },
      output: { tensor: "embedding" },
    },
    text: {
      files: { fp32: { ...file, path: "text.onnx" } },
      tokenizer: { ...file, path: "tokenizer.json" },
      input: { tensor: "ids", contextLength: 64 },
      output: { tensor: "embedding" },
    },
    tags: {
      kind: "zero-shot",
      vocabulary: "built-in",
      templates: ["a photo of a {}."],
      logitScale: 100,
      minConfidence: 0.1,
    },
  } satisfies ModelManifest;
}

async function read(content: unknown): Promise<ModelManifest> {
  const path = join(await temporaryFolder(), "manifest.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return readModelManifest(path);
}

/** A copy of the manifest with one field changed, or taken away. */
function changed(field: string, value: unknown): unknown {
  const copy = structuredClone(complete()) as unknown as Record<string, unknown>;
  const names = field.split(".");
  const last = names.pop()!;
  const parent = names.reduce((at, name) => at[name] as Record<string, unknown>, copy);
  parent[last] = value;
  return copy;
}

test("reads a classifier, with and without the directions of its labels", async () => {
  const { text: _, ...pictures } = complete();
  const labels = { ...file, path: "labels.json" };
  const tags = { kind: "classifier", tensor: "logits", labels, minConfidence: 0.2 } as const;
  const prototypes = { ...file, path: "prototypes.bin" };
  for (const each of [tags, { ...tags, prototypes }]) {
    expect(await read({ ...pictures, tags: each })).toEqual({ ...pictures, tags: each });
  }
  await expect(read({ ...complete(), tags: { ...tags, prototypes } })).rejects.toMatchObject({
    code: "invalid_config",
    details: { field: "tags.prototypes" },
  });
});

test("reads every field there is, and leaves out what is not there", async () => {
  expect(await read(complete())).toEqual(complete());
  const { text, tags, source, warning, ...small } = complete();
  expect(Object.keys(await read(small)).sort()).toEqual(Object.keys(small).sort());
});

test.each([
  ["format", 0],
  ["format", 2],
  ["id", "My Model"],
  ["id", "../escape"],
  ["description", ""],
  ["license", undefined],
  ["warning", 3],
  ["source.repository", "a-model"],
  ["source.repository", "../a-model"],
  ["source.revision", "main"],
  ["dimension", 0],
  ["dimension", 1.5],
  ["preprocessing", "1"],
  ["image", undefined],
  ["image.files", {}],
  ["image.files.fp32.path", "/etc/passwd"],
  ["image.files.fp32.path", "onnx/../../model.onnx"],
  ["image.files.fp32.path", "C:\\model.onnx"],
  ["image.files.fp32.path", "onnx//model.onnx"],
  ["image.files.fp32.bytes", -1],
  ["image.files.fp32.sha256", "A".repeat(64)],
  ["image.input.size", 0],
  ["image.input.mean", [0.5, 0.5]],
  ["image.input.std", [0.5, 0, 0.5]],
  ["image.input.tensor", ""],
  ["image.output.tensor", undefined],
  ["text.tokenizer", "tokenizer.json"],
  ["text.input.contextLength", 2],
  ["tags.kind", "magic"],
  ["tags.templates", ["no place for the word"]],
  ["tags.templates", []],
  ["tags.logitScale", 0],
  ["tags.minConfidence", 2],
] as const)("refuses a wrong %s (%j) and names it", async (field, value) => {
  // An empty set of files lacks the first of them.
  const named = field === "image.files" ? "image.files.fp32" : field;
  await expect(read(changed(field, value))).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining(` ${named} must be `),
    details: { field: named },
  });
});

test.each(["dimensions", "image.input.sise", "image.files.fp64", "tags.vocabularies"])(
  "refuses the unknown field %s",
  async (field) => {
    await expect(read(changed(field, 1))).rejects.toMatchObject({ details: { field } });
  },
);

test("zero-shot tags need a model that reads", async () => {
  await expect(read(changed("text", undefined))).rejects.toMatchObject({
    details: { field: "text" },
  });
});

test.each([
  ["no JSON", "{", "is not JSON"],
  ["no object", "[]", "the whole file must be an object"],
])("refuses %s", async (_, content, message) => {
  await expect(read(content)).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining(message),
  });
});

test("tells that there is no such file", async () => {
  const path = join(await temporaryFolder(), "manifest.json");
  await expect(readModelManifest(path)).rejects.toMatchObject({
    code: "invalid_config",
    message: `The model manifest ${path} can't be read (ENOENT).`,
  });
});

test("the built-in models are described in full", async () => {
  const models = await knownModels();
  expect(models.map(({ name }) => name)).toEqual(["clip-vit-b32", "mini"]);
  const [clip, mini] = models;
  expect(clip?.manifest).toMatchObject({ dimension: 512, text: { input: { contextLength: 77 } } });
  expect(mini?.manifest).toMatchObject({ id: "mini-2", dimension: 512 });
});
