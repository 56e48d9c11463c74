import { writeFile } from "node:fs/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { DecodedImage } from "../pictures/decode.js";
import { temporaryFolder } from "../testing/temporary.js";
import { createEmbedder, type EmbedderOptions } from "./create-embedder.js";
import { echoModel, tinyClip } from "./test-models.js";

async function open(options: EmbedderOptions) {
  const embedder = await createEmbedder({ threads: 1, ...options });
  onTestFinished(() => embedder.close());
  return embedder;
}

/** A square picture of one colour. */
function flat(value: number, side = 4): DecodedImage {
  const pixels = new Uint8Array(side * side * 3).fill(value);
  return {
    pixels,
    pixelWidth: side,
    pixelHeight: side,
    width: side,
    height: side,
    mimeType: "image/png",
    pixelHash: null,
  };
}

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

const query = { priority: "query" } as const;

describe("a model of one's own", () => {
  test("may have any input size and dimension", async () => {
    const model = await echoModel(await temporaryFolder(), { side: 6 });
    const embedder = await open({ model });
    expect(embedder).toMatchObject({
      id: "echo",
      dimension: 108,
      input: { width: 6, height: 6, resize: "crop", resizeTo: 6 },
      readsText: false,
    });
    expect(embedder.hash).toMatch(/^[0-9a-f]{64}$/);
    const { vector, tags } = await embedder.embed(flat(50, 6), query);
    expect(vector).toHaveLength(108);
    for (const value of vector) expect(value).toBeCloseTo(1 / Math.sqrt(108), 6);
    expect(tags).toEqual([]);
  });

  test("may know pictures only, and says which model can read", async () => {
    const embedder = await open({ model: await echoModel(await temporaryFolder()) });
    await expect(embedder.embedTexts(["a dog"], query)).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("clip-vit-b32"),
    });
  });

  test("may give half-precision values", async () => {
    const model = await echoModel(await temporaryFolder(), { half: true });
    const { vector } = await (await open({ model })).embed(flat(51), query);
    for (const value of vector) expect(value).toBeCloseTo(1 / Math.sqrt(48), 4);
  });

  test("may take one picture at a time only", async () => {
    const model = await echoModel(await temporaryFolder(), { batch: 1 });
    const embedder = await open({ model });
    const pictures = [10, 0, 200].map((value) => flat(value));
    pictures[1]!.pixels[0] = 255;
    const answers = await Promise.all(pictures.map((picture) => embedder.embed(picture, query)));
    expect(answers.map(({ vector }) => vector[0]! > 0.9)).toEqual([false, true, false]);
  });

  test.each([
    ["all 0", { operator: "Identity" }],
    ["not finite", { operator: "Log" }],
  ] as const)("fails a picture whose values are %s, and no other one", async (_, options) => {
    const model = await echoModel(await temporaryFolder(), options);
    const embedder = await open({ model });
    const answers = await Promise.allSettled(
      [0, 90].map((value) => embedder.embed(flat(value), query)),
    );
    expect(answers).toMatchObject([
      { status: "rejected", reason: { code: "model_corrupt" } },
      { status: "fulfilled" },
    ]);
  });

  test.each([
    [
      "name of the input",
      (image: { input: { tensor: string } }) => (image.input.tensor = "x"),
      /input x .* has pixel_values \(float32 \[any, 3, 64, 64\]\)/,
    ],
    [
      "size of the input",
      (image: { input: { size: unknown } }) => (image.input.size = 32),
      /\[any, 3, 32, 32\].*\[any, 3, 64, 64\]/,
    ],
    [
      "name of the output",
      (image: { output: { tensor: string } }) => (image.output.tensor = "y"),
      /output y .* has image_embeds/,
    ],
  ])("is refused when its manifest has another %s", async (_, change, message) => {
    const model = await tinyClip(({ image }) => void change(image));
    await expect(createEmbedder({ model })).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringMatching(message),
    });
  });

  test("is refused when its manifest has another dimension", async () => {
    const model = await tinyClip((manifest) => {
      manifest.dimension = 100;
    });
    await expect(createEmbedder({ model })).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringMatching(/\[any, 100\].*image_embeds \(float32 \[any, 512\]\)/),
    });
  });

  test("is refused when it wants another preprocessing", async () => {
    const model = await tinyClip((manifest) => {
      manifest.preprocessing = 99;
    });
    await expect(createEmbedder({ model })).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining("preprocessing version 99"),
    });
  });

  test("is refused when it is no ONNX file", async () => {
    const model = await echoModel(await temporaryFolder());
    await writeFile(await model.file("image"), "not a model");
    await expect(createEmbedder({ model, workers: 2 })).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.stringMatching(/can't load .*echo\.onnx/),
    });
  });
});

describe("a number format", () => {
  test.each(["fp16", "int8"] as const)(
    "%s gives nearly the vectors of fp32, the same alone and in a batch",
    async (dtype) => {
      const [exact, other] = await Promise.all([
        open({ model: await tinyClip() }),
        open({ model: await tinyClip(undefined, dtype) }),
      ]);
      expect(other.dtype).toBe(dtype);
      expect(other.hash).not.toBe(exact.hash);
      const pictures = [20, 90, 250].map((value) => flat(value, 64));
      for (const [index, { pixels }] of pictures.entries()) {
        pixels.fill(255 - index, index * 2000, 6000);
      }
      const embedAll = () => Promise.all(pictures.map((picture) => other.embed(picture, query)));
      const texts = ["a dog", "a red car", "a big cat"];
      const together = await embedAll();
      const textsTogether = await other.embedTexts(texts, query);
      for (const [index, picture] of pictures.entries()) {
        const alone = await other.embed(picture, query);
        expect(cosine(alone.vector, together[index]!.vector)).toBeGreaterThan(0.999999);
        const reference = await exact.embed(picture, query);
        expect(cosine(alone.vector, reference.vector)).toBeGreaterThan(0.98);
        const [text] = await other.embedTexts([texts[index]!], query);
        expect(cosine(text!, textsTogether[index]!)).toBeGreaterThan(0.999999);
      }
    },
  );
});

describe("a device", () => {
  test.each(["cuda", "coreml", "dml"] as const)(
    "that is not here is refused by the option's name: %s",
    async (device) => {
      const model = await echoModel(await temporaryFolder());
      await expect(createEmbedder({ model, device })).rejects.toMatchObject({
        code: "dependency_load_failed",
        message: expect.stringContaining(`device: "${device}"`),
        details: { option: "device", device },
      });
    },
  );
});
