import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as native from "onnxruntime-node";
import * as wasm from "onnxruntime-web";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { Dtype } from "./clip-graph.js";
import { clipModelFolder } from "./clip-model-folder.js";

const dtypes: Dtype[] = ["fp32", "fp16", "int8"];
const size = 64;
const dimension = 512;

type Run = (tensor: native.Tensor) => Promise<Float32Array>;

/** A tower in both runtimes; what comes out is the rows of the embeddings one after the other. */
async function towerOf(name: "vision" | "text", dtype: Dtype): Promise<Record<string, Run>> {
  const file = join(await clipModelFolder({ size: "tiny", dtype }), `${name}.onnx`);
  const [input, output] =
    name === "vision" ? ["pixel_values", "image_embeds"] : ["input_ids", "text_embeds"];
  wasm.env.wasm.numThreads = 1;
  const inNode = await native.InferenceSession.create(file);
  const inWasm = await wasm.InferenceSession.create(await readFile(file));
  return {
    native: async (tensor) =>
      (await inNode.run({ [input!]: tensor }))[output!]!.data as Float32Array,
    wasm: async (tensor) => (await inWasm.run({ [input!]: tensor }))[output!]!.data as Float32Array,
  };
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, index) => sum + value * y[index]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function row(rows: Float32Array, index: number): Float32Array {
  return rows.subarray(index * dimension, (index + 1) * dimension);
}

/** A picture of a colour with soft patches of others on it, and its copy at half the size. */
async function picture(seed: number): Promise<{ whole: Buffer; half: Buffer }> {
  const random = createHash("shake256", { outputLength: 3 + 6 * 6 * 3 })
    .update(`${seed}`)
    .digest();
  const grid = random.subarray(3).map((value, at) => (value + 2 * random[at % 3]!) / 3);
  const whole = await sharp(grid, { raw: { width: 6, height: 6, channels: 3 } })
    .resize(400, 400, { kernel: "cubic" })
    .png()
    .toBuffer();
  return { whole, half: await sharp(whole).resize(200).jpeg({ quality: 60 }).toBuffer() };
}

async function pixelsOf(pictures: Buffer[]): Promise<native.Tensor> {
  const plane = size * size;
  const data = new Float32Array(pictures.length * 3 * plane);
  for (const [index, bytes] of pictures.entries()) {
    const pixels = await sharp(bytes).resize(size, size).raw().toBuffer();
    pixels.forEach((value, at) => {
      const place = (index * 3 + (at % 3)) * plane + Math.floor(at / 3);
      data[place] = value / 127.5 - 1;
    });
  }
  return new native.Tensor("float32", data, [pictures.length, 3, size, size]);
}

function idsOf(rows: number[][]): native.Tensor {
  const data = BigInt64Array.from(rows.flat(), BigInt);
  return new native.Tensor("int64", data, [rows.length, rows[0]!.length]);
}

describe.each(dtypes)("the vision tower in %s", (dtype) => {
  const pictureCount = 12;
  let tower: Record<string, Run>;
  let input: native.Tensor;
  let embeddings: Float32Array;

  beforeAll(async () => {
    const pictures = await Promise.all(
      Array.from({ length: pictureCount }, (_, index) => picture(index + 1)),
    );
    tower = await towerOf("vision", dtype);
    input = await pixelsOf([...pictures.map((p) => p.whole), ...pictures.map((p) => p.half)]);
    embeddings = await tower.native!(input);
  });

  test("gives an embedding a picture, not normalised", () => {
    expect(embeddings).toHaveLength(2 * pictureCount * dimension);
    expect(Math.hypot(...row(embeddings, 0))).toBeGreaterThan(2);
  });

  test("is the same in WASM", async () => {
    const other = await tower.wasm!(input);
    for (let index = 0; index < 2 * pictureCount; index++) {
      expect(cosine(row(other, index), row(embeddings, index))).toBeGreaterThan(0.9999);
    }
  });

  test("puts a picture nearer to its small copy than to any other picture", () => {
    for (let index = 0; index < pictureCount; index++) {
      const copy = cosine(row(embeddings, index), row(embeddings, pictureCount + index));
      expect(copy).toBeGreaterThan(0.97);
      for (let other = 0; other < pictureCount; other++) {
        if (other === index) continue;
        expect(cosine(row(embeddings, index), row(embeddings, other))).toBeLessThan(copy);
      }
    }
  });

  test("keeps unrelated pictures well apart", () => {
    const between: number[] = [];
    for (let index = 1; index < pictureCount; index++) {
      between.push(cosine(row(embeddings, 0), row(embeddings, index)));
    }
    expect(between.sort((a, b) => a - b)[between.length >> 1]).toBeLessThan(0.9);
  });
});

describe.each(dtypes)("the text tower in %s", (dtype) => {
  let tower: Record<string, Run>;
  let start: number;
  let end: number;

  beforeAll(async () => {
    tower = await towerOf("text", dtype);
    const folder = await clipModelFolder({ size: "tiny", dtype });
    const { model } = JSON.parse(await readFile(join(folder, "tokenizer.json"), "utf8"));
    start = model.vocab["<|startoftext|>"];
    end = model.vocab["<|endoftext|>"];
  });

  test.each([2, 9, 77])("reads %i tokens, in WASM as in Node", async (length) => {
    const inner = (first: number) => Array.from({ length: length - 2 }, (_, at) => first + at);
    const ids = idsOf([5, 80, 300].map((first) => [start, ...inner(first), end]));
    const embeddings = await tower.native!(ids);
    const other = await tower.wasm!(ids);
    expect(embeddings).toHaveLength(3 * dimension);
    for (let index = 0; index < 3; index++) {
      expect(cosine(row(other, index), row(embeddings, index))).toBeGreaterThan(0.9999);
    }
  });

  test("gives other texts other embeddings, not normalised", async () => {
    const texts = [
      [start, 10, 20, 30, end],
      [start, 10, 20, 31, end],
      [start, 20, 10, 30, end],
    ];
    const embeddings = await tower.native!(idsOf(texts));
    expect(Math.hypot(...row(embeddings, 0))).toBeGreaterThan(2);
    for (const [one, two] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const similarity = cosine(row(embeddings, one), row(embeddings, two));
      expect(similarity).toBeGreaterThan(0.3);
      expect(similarity).toBeLessThan(0.99);
    }
  });

  test("doesn't look behind the first end token", async () => {
    const short = await tower.native!(idsOf([[start, 10, 20, end]]));
    const padded = await tower.native!(idsOf([[start, 10, 20, end, end, 7]]));
    // Tokens of one batch share a scale in int8, so padding moves the others a little.
    expect(cosine(short, padded)).toBeGreaterThan(dtype === "int8" ? 0.999 : 0.999999);
  });

  test("refuses 78 tokens", async () => {
    const ids = idsOf([[start, ...Array.from({ length: 76 }, () => 5), end]]);
    await expect(tower.native!(ids)).rejects.toThrow();
  });
});
