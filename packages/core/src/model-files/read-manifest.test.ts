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

/** Some wrong fields make another one wrong, or lack a part. */
const namedInstead: Record<string, string> = {
  "image.files {}": "image.files.fp32",
  'image.input.size {"width":224,"height":0}': "image.input.size.height",
  'image.input.resize "pad"': "image.input.padColor",
  'text.input.padding {"length":65,"id":0}': "text.input.padding.length",
  'text.input.padding {"length":64,"id":-1}': "text.input.padding.id",
};

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
  ["image.input.size", { width: 224, height: 0 }],
  ["image.input.mean", [0.5, 0.5]],
  ["image.input.std", undefined],
  ["image.input.resize", "stretch"],
  ["image.input.resize", "pad"],
  ["image.input.resizeTo", 335],
  ["image.input.filter", "nearest"],
  ["image.input.padColor", [0, 0, 0]],
  ["image.output.pooling", "max"],
  ["image.output.prefixTokens", 1],
  ["image.files.fp32.externalData", []],
  ["image.input.std", [0.5, 0, 0.5]],
  ["image.input.tensor", ""],
  ["image.output.tensor", undefined],
  ["text.tokenizer", "tokenizer.json"],
  ["text.input.contextLength", 2],
  ["text.input.padding", { length: 65, id: 0 }],
  ["text.input.padding", { length: 64, id: -1 }],
  ["text.input.cleaning", "upper-case"],
  ["tags.kind", "magic"],
  ["tags.templates", ["no place for the word"]],
  ["tags.templates", []],
  ["tags.logitScale", 0],
  ["tags.logitBias", "-12"],
  ["tags.minConfidence", 2],
] as const)("refuses a wrong %s (%j) and names it", async (field, value) => {
  const named = namedInstead[`${field} ${JSON.stringify(value)}`] ?? field;
  await expect(read(changed(field, value))).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining(` ${named} must be `),
    details: { field: named },
  });
});

test.each([
  ["dimensions", "did you mean dimension"],
  ["image.input.sise", "did you mean size"],
  ["image.input.resizeto", "did you mean resizeTo"],
  ["image.output.prefixTokns", "did you mean prefixTokens"],
  ["image.files.fp64", "did you mean fp"],
  ["text.input.paddings", "did you mean padding"],
  ["tags.vocabularies", "did you mean vocabulary"],
  ["image.crop", "there are files, input, output"],
])("refuses the unknown field %s: %s", async (field, message) => {
  const unknown = new RegExp(` ${field} must be absent, .*\\(${message}`);
  await expect(read(changed(field, 1))).rejects.toMatchObject({
    details: { field },
    message: expect.stringMatching(unknown),
  });
});

test("says what the hub's q8 is called", async () => {
  await expect(read(changed("image.files.q8", file))).rejects.toMatchObject({
    message: expect.stringContaining("image.files.q8 must be called int8."),
  });
});

test("says why a field is impossible", async () => {
  const because = async (changes: Record<string, unknown>) => {
    const manifest = structuredClone(complete());
    Object.assign(manifest.image.input, changes);
    return read(manifest).catch((error: Error) => error.message);
  };
  expect(await because({ resizeTo: 300 })).toContain("336 pixels can't be cut out of 300");
  expect(await because({ resize: "squash", resizeTo: 400 })).toContain('and this is "squash"');
  expect(await because({ padColor: [0, 0, 0] })).toContain('only resize "pad" has a border');
  expect(await because({ filter: "linear" })).toContain("did you mean bilinear?");
  expect(await because({ mean: undefined })).toContain("give both, or none");
});

test("external data lies where the ONNX file looks for it", async () => {
  const at = (path: string) => {
    const onnx = { ...file, path: "onnx/a.onnx", externalData: [{ ...file, path }] };
    return read(changed("image.files.fp32", onnx));
  };
  await expect(at("a.onnx_data")).rejects.toMatchObject({
    details: { field: "image.files.fp32.externalData.0.path" },
  });
  expect((await at("onnx/a.onnx_data")).image.files.fp32?.externalData).toHaveLength(1);
});

test("reads the fields that other models than CLIP need", async () => {
  const manifest = structuredClone(complete()) as unknown as ModelManifest;
  const input = { tensor: "pixels", size: { width: 96, height: 48 } };
  manifest.image.input = { ...input, resizeTo: 128, filter: "lanczos", resize: "crop" };
  manifest.image.output = { tensor: "tokens", pooling: "mean", prefixTokens: 5 };
  manifest.text!.input.padding = { length: 64, id: 0 };
  manifest.text!.input.cleaning = "lower-case";
  Object.assign(manifest.tags!, { logitBias: -16.5 });
  expect(await read(manifest)).toEqual(manifest);
  manifest.image.input = { ...input, resize: "pad", padColor: [1, 2, 255] };
  expect(await read(manifest)).toEqual(manifest);
});

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
