import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import type { ModelManifest } from "../../../core/src/model-files/model-manifest.js";
import { buildClipModel, clipTowers } from "./build-clip-model.js";
import type { ClipManifest } from "./clip-manifest.js";
import { byteLengthOf } from "./protobuf.js";
import { shapes } from "./shapes.js";
import { buildTokenizer } from "./tokenizer.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-clip-build-"));
});
afterEach(() => rm(directory, { recursive: true }));

describe("the manifest", () => {
  test("is one that core reads", () => {
    expectTypeOf<ClipManifest>().toExtend<ModelManifest>();
  });

  test("names every file with its true size and hash", async () => {
    const built = await buildClipModel({ directory, size: "tiny", dtype: "int8" });
    const manifest = JSON.parse(await readFile(join(directory, "manifest.json"), "utf8"));
    expect(manifest).toEqual(built);
    expect(Object.keys(built.image.files)).toEqual(["int8"]);
    const { image, text } = built;
    for (const file of [image.files.int8!, text.files.int8!, text.tokenizer]) {
      const content = await readFile(join(directory, file.path));
      expect(content.length).toBe(file.bytes);
      expect(createHash("sha256").update(content).digest("hex")).toBe(file.sha256);
    }
  });

  test("says what was asked for: size, dimension, id, preprocessing and tags", async () => {
    const manifest = await buildClipModel({
      directory,
      size: "tiny",
      inputSize: 32,
      dimension: 96,
      id: "small-1",
      preprocessing: 7,
      tags: { vocabulary: "words.json", minConfidence: 0.25 },
    });
    expect(manifest).toMatchObject({
      id: "small-1",
      dimension: 96,
      preprocessing: 7,
      image: { input: { size: 32 } },
      tags: { kind: "zero-shot", vocabulary: "words.json", logitScale: 100, minConfidence: 0.25 },
    });
    expect(manifest.tags?.templates).toHaveLength(7);
  });

  test("offers no tags unless they are asked for", async () => {
    expect(await buildClipModel({ directory, size: "tiny" })).not.toHaveProperty("tags");
  });
});

test("the same options give the same bytes, another seed others", async () => {
  const hashOf = async (seed: number, name: string) => {
    const built = await buildClipModel({ directory: join(directory, name), size: "tiny", seed });
    return built.image.files.fp32!.sha256;
  };
  const first = await hashOf(5, "first");
  expect(await hashOf(5, "again")).toBe(first);
  expect(await hashOf(6, "other")).not.toBe(first);
});

test("a tokenizer file is taken over, and the model has as many tokens", async () => {
  const other = join(directory, "other.json");
  await buildClipModel({ directory, size: "tiny" });
  const tokenizer = await readFile(join(directory, "tokenizer.json"), "utf8");
  await writeFile(other, JSON.stringify(buildTokenizer(2_000)));
  const wide = await buildClipModel({
    directory: join(directory, "wide"),
    size: "tiny",
    tokenizerFile: other,
  });
  const small = JSON.parse(tokenizer).model.vocab["<|endoftext|>"] + 1;
  const narrow = await readFile(join(directory, "text.onnx"));
  expect(wide.text.files.fp32!.bytes - narrow.length).toBeGreaterThanOrEqual((2_000 - small) * 256);
});

describe("the full model", () => {
  const tokenizer = buildTokenizer(49_408);
  const towers = (dtype: "fp32" | "fp16" | "int8") =>
    clipTowers({ shape: shapes.full, tokenizer, seed: 1, dtype });

  test("has as many weights as ViT-B/32, less the logit scale", () => {
    const { vision, text } = towers("fp32");
    expect(vision.parameterCount + text.parameterCount).toBe(151_277_312);
  });

  // Sizes of the published ONNX files.
  test.each([
    ["fp32", 351_685_709, 254_058_553],
    ["int8", 89_117_001, 64_504_507],
  ] as const)("in %s takes as many bytes, within 2 %%", (dtype, visionBytes, textBytes) => {
    const { vision, text } = towers(dtype);
    expect(Math.abs(byteLengthOf(vision.toModel()) / visionBytes - 1)).toBeLessThan(0.02);
    expect(Math.abs(byteLengthOf(text.toModel()) / textBytes - 1)).toBeLessThan(0.02);
  });

  test("refuses another input size, dimension or vocabulary", async () => {
    const build = (options: object) => buildClipModel({ directory, size: "full", ...options });
    await expect(build({ inputSize: 64 })).rejects.toThrow(/can't be chosen/);
    await expect(build({ dimension: 64 })).rejects.toThrow(/can't be chosen/);
    await buildClipModel({ directory, size: "tiny" });
    const tokenizerFile = join(directory, "tokenizer.json");
    await expect(build({ tokenizerFile })).rejects.toThrow(/needs 49408/);
  });
});

test("an input size that is no multiple of the patch is refused", async () => {
  await expect(buildClipModel({ directory, size: "tiny", inputSize: 60 })).rejects.toThrow(
    /multiple of 8, got 60/,
  );
});
