import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { decodeImage } from "../pictures/decode.js";
import { defaultImageLimits as limits } from "../pictures/limits.js";
import { drawScene } from "../pictures/test-pictures.js";
import { temporaryFolder } from "../testing/temporary.js";
import { createEmbedder } from "./create-embedder.js";
import { tinyClip } from "./test-models.js";

const embedder = await createEmbedder({ model: await tinyClip(), threads: 1 });
afterAll(() => embedder.close());

const texts = [
  "a dog",
  "a photo of a dog",
  "a bird on a wire above a street in the rain",
  "A   Dog",
  "",
  "a cat",
  "a dog &amp; a cat",
  "word ".repeat(300),
];

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

describe("embedTexts", () => {
  test("gives vectors of length 1, in the order of the texts", async () => {
    const vectors = await embedder.embedTexts(texts, { priority: "query" });
    expect(vectors).toHaveLength(texts.length);
    for (const [index, text] of texts.entries()) {
      const [alone] = await embedder.embedTexts([text], { priority: "query" });
      expect(alone).toHaveLength(embedder.dimension);
      expect(Math.abs(cosine(alone!, alone!) - 1)).toBeLessThan(1e-6);
      expect(cosine(vectors[index]!, alone!), text).toBeGreaterThanOrEqual(0.99999);
    }
  });

  test("tells texts apart, but not upper from lower case", async () => {
    const [dog, , , shouted, , cat] = await embedder.embedTexts(texts, { priority: "query" });
    expect(cosine(dog!, shouted!)).toBeGreaterThan(0.99999);
    expect(cosine(dog!, cat!)).toBeLessThan(0.999);
  });

  test("takes thousands of texts, and queries meanwhile", async () => {
    const many = Array.from({ length: 2000 }, (_, index) => `picture number ${index}`);
    let isDone = false;
    const bulk = embedder.embedTexts(many, { priority: "bulk" }).finally(() => {
      isDone = true;
    });
    const [query] = await embedder.embedTexts(["picture number 7"], { priority: "query" });
    expect(isDone).toBe(false);
    const vectors = await bulk;
    expect(vectors).toHaveLength(2000);
    expect(cosine(query!, vectors[7]!)).toBeGreaterThan(0.99999);
  });

  test("takes none", async () => {
    await expect(embedder.embedTexts([], { priority: "query" })).resolves.toEqual([]);
  });

  test("stops with the signal's reason, and serves the next call", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const { signal } = controller;
    const many = Array.from({ length: 2000 }, (_, index) => `${index}`);
    const call = embedder.embedTexts(many, { priority: "bulk", signal });
    setTimeout(() => controller.abort(reason), 5);
    await expect(call).rejects.toBe(reason);
    await expect(embedder.embedTexts(["next"], { priority: "bulk" })).resolves.toHaveLength(1);
  });

  test("shares the queue with pictures", async () => {
    const image = await decodeImage(await drawScene(1, 90, 70), { limits });
    const [alone, [text]] = await Promise.all([
      embedder.embed(image, { priority: "bulk" }),
      embedder.embedTexts(["a dog"], { priority: "bulk" }),
      ...Array.from({ length: 20 }, () => embedder.embed(image, { priority: "bulk" })),
    ]);
    const again = await embedder.embed(image, { priority: "query" });
    expect(cosine(alone.vector, again.vector)).toBeGreaterThan(0.99999);
    expect(alone.tags).toEqual([]);
    expect(text).toHaveLength(embedder.dimension);
  });

  test("gives the same on WebAssembly", async () => {
    const web = await createEmbedder({ model: await tinyClip(), runtime: "onnxruntime-web" });
    const [ours, theirs] = await Promise.all(
      [embedder, web].map((each) => each.embedTexts(texts, { priority: "query" })),
    );
    for (const index of texts.keys()) {
      expect(cosine(ours![index]!, theirs![index]!)).toBeGreaterThanOrEqual(0.9999);
    }
    await web.close();
  });
});

describe("a text model", () => {
  test("is looked for by the first text only, and again after it was missing", async () => {
    const model = await tinyClip();
    const asked: string[] = [];
    let isMissing = true;
    const file = async (role: Parameters<typeof model.file>[0]) => {
      asked.push(role);
      if (role === "text" && isMissing) throw new Error("not there");
      return model.file(role);
    };
    const other = await createEmbedder({ model: { ...model, file }, threads: 1 });
    expect(asked).toEqual(["image"]);
    await expect(other.embedTexts(["a"], { priority: "query" })).rejects.toThrow("not there");
    isMissing = false;
    await expect(other.embedTexts(["a"], { priority: "query" })).resolves.toHaveLength(1);
    const before = asked.length;
    await expect(other.embedTexts(["b"], { priority: "query" })).resolves.toHaveLength(1);
    expect(asked).toHaveLength(before);
    await other.close();
  });

  test("that is not what the manifest says fails texts, not pictures", async () => {
    const model = await tinyClip((manifest) => {
      manifest.text!.output.tensor = "other";
    });
    const other = await createEmbedder({ model, threads: 1 });
    await expect(other.embedTexts(["a"], { priority: "query" })).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringMatching(/output other .* its ONNX file has text_embeds/),
    });
    const image = await decodeImage(await drawScene(1, 90, 70), { limits });
    await expect(other.embed(image, { priority: "query" })).resolves.toBeDefined();
    await other.close();
  });

  test("without a usable tokenizer says so", async () => {
    const folder = await temporaryFolder();
    const model = await tinyClip();
    const path = join(folder, "tokenizer.json");
    await writeFile(path, "{}");
    const file = async (role: Parameters<typeof model.file>[0]) =>
      role === "tokenizer" ? path : model.file(role);
    const other = await createEmbedder({ model: { ...model, file }, threads: 1 });
    await expect(other.embedTexts(["a"], { priority: "query" })).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining("tokenizer.json"),
    });
    await other.close();
    await rm(path);
  });
});
