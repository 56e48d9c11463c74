import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { createEmbedder } from "../inference/create-embedder.js";
import { shapedModel } from "../inference/test-shapes.js";
import type { ModelManifest } from "../model-files/model-manifest.js";
import { noisePixels } from "../pictures/test-pictures.js";
import { temporaryFolder } from "../testing/temporary.js";
import { NpyWriter } from "../transfer/npy.js";
import { checkModel } from "./check-model.js";

const sizes = [
  [200, 110],
  [90, 240],
  [64, 64],
] as const;
const texts = ["a red dog", "Two Cats"];

/** A folder with pictures and the vectors that a model like SigLIP gives for them. */
async function referenceFolder() {
  const folder = await temporaryFolder();
  const model = await shapedModel("siglip");
  const embedder = await createEmbedder({ model });
  const lines: { file?: string; text?: string; vector: number[] }[] = [];
  for (const [width, height] of sizes) {
    const { pixels } = noisePixels(width, height);
    const file = `${width}x${height}.png`;
    const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
    await picture.png().toFile(join(folder, file));
    const image = { pixels, pixelWidth: width, pixelHeight: height };
    const { vector } = await embedder.embed(image, { priority: "query" });
    // Twice as long: only the direction counts.
    lines.push({ file, vector: [...vector].map((value) => 2 * value) });
  }
  for (const [index, vector] of (
    await embedder.embedTexts(texts, { priority: "query" })
  ).entries()) {
    lines.push({ text: texts[index]!, vector: [...vector] });
  }
  await embedder.close();
  const write = (all: unknown[]) =>
    writeFile(
      join(folder, "vectors.jsonl"),
      all.map((line) => `${JSON.stringify(line)}\n`).join(""),
    );
  await write(lines);
  return { folder, model, lines, write };
}

test("a right manifest gives the reference's vectors, of pictures and texts", async () => {
  const { folder, model } = await referenceFolder();
  const check = await checkModel(model.reference, folder);
  expect(check).toMatchObject({ model: "shape-siglip", dtype: "fp32" });
  expect(check.vectors.map(({ kind }) => kind).sort()).toEqual([
    ...["picture", "picture", "picture", "text", "text"],
  ]);
  expect(check.min).toBeGreaterThan(0.99999);
  expect(check.mean).toBeGreaterThanOrEqual(check.min);
});

test("a manifest with another resize is found out, the worst picture first", async () => {
  const { folder, model } = await referenceFolder();
  const manifest = structuredClone(model.manifest) as ModelManifest;
  manifest.image.input.resize = "crop";
  await writeFile(model.reference, JSON.stringify(manifest));
  const { min, mean, vectors } = await checkModel(model.reference, folder);
  expect(min).toBeLessThan(0.999);
  expect(mean).toBeGreaterThan(min);
  expect(vectors[0]).toMatchObject({ kind: "picture", cosine: min });
  expect(vectors.map(({ cosine }) => cosine)).toEqual(
    vectors.map(({ cosine }) => cosine).sort((a, b) => a - b),
  );
  // A square picture is cropped as it is squashed.
  expect(vectors.find(({ name }) => name === "64x64.png")!.cosine).toBeGreaterThan(0.99999);
});

test("reads a matrix and a list of files", async () => {
  const { folder, model, lines } = await referenceFolder();
  const other = await temporaryFolder();
  const pictures = lines.filter((line) => line.file);
  const writer = await NpyWriter.create(join(other, "vectors.npy"), 64);
  await writer.append(pictures.map(({ vector }) => Float32Array.from(vector)));
  await writer.finish();
  await writer.close();
  for (const { file } of pictures) await copyFile(join(folder, file!), join(other, file!));
  await writeFile(join(other, "files.txt"), pictures.map(({ file }) => file).join("\n"));
  const check = await checkModel(model.reference, other);
  expect(check.vectors).toHaveLength(3);
  expect(check.min).toBeGreaterThan(0.99999);
  await writeFile(join(other, "files.txt"), "one.png\n");
  await expect(checkModel(model.reference, other)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("has 3 rows, and files.txt names 1 pictures"),
  });
});

test.each([
  [[{ file: "a.png" }], 'line 1: "vector" must be a list of numbers'],
  [[{ file: "a.png", text: "a", vector: [1] }], 'line 1: it must have "file" or "text"'],
  [[{ text: "a", vector: [1, 2] }], "line 1: the vector has 2 numbers, and the model's have 64"],
  [[{ text: "a", vector: new Array(64).fill(1) }, 7], "line 2: it is no JSON object"],
  [[], "is empty"],
])("refuses reference vectors %#: %s", async (lines, message) => {
  const { folder, model, write } = await referenceFolder();
  await write(lines as unknown[]);
  await expect(checkModel(model.reference, folder)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining(message as string),
  });
});

test("names a picture that is missing or damaged, and a folder without vectors", async () => {
  const { folder, model, lines } = await referenceFolder();
  const damaged = join(folder, lines[0]!.file!);
  await writeFile(damaged, (await readFile(damaged)).subarray(0, 60));
  await expect(checkModel(model.reference, folder)).rejects.toMatchObject({
    code: "image_decode_failed",
    message: expect.stringContaining(damaged),
  });
  await expect(checkModel(model.reference, await temporaryFolder())).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining("vectors.jsonl"),
  });
});
