import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "../packages/adapters/dist/config.js";
import { createRevimg, pullModel, type Revimg } from "../packages/core/dist/index.js";

/**
 * The published figures of CLIP ViT-B/32 with its real weights. It fetches 608 MB
 * and two pictures, so it runs only when it is asked for:
 * `REVIMG_TEST_REAL_CLIP=1 npx vitest run test/real-clip.opt-in.test.ts`.
 * Mirrors, proxies and the cache folder are taken from the environment.
 */
const model = "clip-vit-b32";
/** Two cats on a sofa; the picture of the model's own examples. */
const cats = "http://images.cocodataset.org/val2017/000000039769.jpg";
/** The picture of fastembed's own tests, whose SHA-256 begins so. */
const tested = {
  url: "https://raw.githubusercontent.com/qdrant/fastembed/main/tests/misc/image.jpeg",
  sha256: "dea9e7ef",
};

let directory: string;
let revimg: Revimg;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-real-clip-"));
  const config = await loadConfig({ explicit: { model, dataDirectory: directory } });
  await pullModel(model, config.models);
  revimg = await createRevimg(config);
}, 3_600_000);

afterAll(async () => {
  await revimg?.close();
  await rm(directory, { recursive: true, force: true });
});

test("a picture of cats and two texts give the logits that the reference gives", async () => {
  const image = await revimg.embedImage(await download(cats));
  const texts = await revimg.embedTexts(["a photo of a cat", "a photo of a dog"]);
  const [cat, dog] = texts.map((text) => 100 * dot(image, text));
  expect(Math.abs(cat! - 24.5701)).toBeLessThan(1e-3);
  expect(Math.abs(dog! - 19.3049)).toBeLessThan(1e-3);
});

test("a picture and a text have the first five values that another library publishes", async () => {
  const bytes = await download(tested.url);
  expect(createHash("sha256").update(bytes).digest("hex").slice(0, 8)).toBe(tested.sha256);
  const image = await revimg.embedImage(bytes);
  const [text] = await revimg.embedTexts(["hello world"]);
  near(image, [-0.0098, 0.0128, -0.0274, 0.002, -0.0059]);
  near(text!, [0.0083, 0.0103, -0.0138, 0.0199, -0.0069]);
});

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

function near(vector: Float32Array, first: readonly number[]): void {
  for (const [i, value] of first.entries()) {
    expect(Math.abs(vector[i]! - value)).toBeLessThan(1e-3);
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
