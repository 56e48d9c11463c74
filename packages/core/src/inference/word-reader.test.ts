import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { wordPrototypes } from "../model-files/parse-manifest.js";
import { resolveModel } from "../model-files/resolve-model.js";
import { decodeImage } from "../pictures/decode.js";
import { defaultImageLimits as limits } from "../pictures/limits.js";
import { drawScene } from "../pictures/test-pictures.js";
import { createEmbedder } from "./create-embedder.js";
import type { ModelLabel } from "./tags.js";
import { WordReader } from "./word-reader.js";

const mini = await resolveModel("mini");
const labels = JSON.parse(await readFile(await mini.file("labels"), "utf8")) as ModelLabel[];
const embedder = await createEmbedder({ model: mini, threads: 1 });
afterAll(() => embedder.close());

const query = { priority: "query" } as const;
const embed = async (text: string) => (await embedder.embedTexts([text], query))[0]!;
const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

describe("texts in a classifier's words", () => {
  test("have vectors of length 1, in their order", async () => {
    expect(embedder.readsText).toBe(true);
    const vectors = await embedder.embedTexts(["lemon", "a photo of a dog", "cats"], query);
    expect(vectors).toHaveLength(3);
    for (const vector of vectors) {
      expect(vector).toHaveLength(512);
      expect(cosine(vector, vector)).toBeCloseTo(1, 5);
    }
    expect(vectors[0]).toEqual(await embed("Lemons"));
  });

  test("are near the pictures that the classifier gives them", async () => {
    const scenes = await Promise.all([3, 4, 5, 6].map((seed) => drawScene(seed, 300, 200)));
    const names = labels.map(({ name }) => name);
    const words = await embedder.embedTexts(names, query);
    for (const scene of scenes) {
      const { vector, tags } = await embedder.embed(await decodeImage(scene, { limits }), query);
      const order = names.map((name, place) => ({ name, score: cosine(vector, words[place]!) }));
      order.sort((x, y) => y.score - x.score);
      const nearest = order.slice(0, names.length / 10).map(({ name }) => name);
      const given = tags.filter(({ tag }) => names.includes(tag)).map(({ tag }) => tag);
      expect(nearest).toEqual(expect.arrayContaining(given.slice(0, 1)));
    }
  });

  test("a wider word is nearest to what it covers", async () => {
    const dog = await embed("dog");
    const nearest = await Promise.all(
      labels.map(async ({ name, hypernyms }) => ({
        isDog: hypernyms.includes("dog"),
        score: cosine(dog, await embed(name)),
      })),
    );
    nearest.sort((a, b) => b.score - a.score);
    const dogs = labels.filter(({ hypernyms }) => hypernyms.includes("dog")).length;
    expect(nearest.slice(0, dogs).every(({ isDog }) => isDog)).toBe(true);
  });

  test("are refused without a known word, with near ones", async () => {
    await expect(embed("a photo of a zeppelin")).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("clip-vit-b32"),
      details: { model: mini.manifest.id, words: expect.arrayContaining(["animal"]) },
    });
    await expect(embed("chiuaua")).rejects.toMatchObject({
      details: { words: expect.arrayContaining(["chihuahua"]) },
    });
  });

  test("one that is refused fails its call and no other", async () => {
    const [bad, good] = await Promise.allSettled([
      embedder.embedTexts(["dog", "zeppelin"], query),
      embedder.embedTexts(["dog"], query),
    ]);
    expect(bad).toMatchObject({ status: "rejected", reason: { code: "unsupported" } });
    expect(good.status).toBe("fulfilled");
  });

  test("a file of another length is corrupt", async () => {
    const bytes = await readFile(await mini.file("prototypes"));
    expect(wordPrototypes(mini.manifest)).not.toBeNull();
    expect(() => new WordReader(mini.manifest, labels, bytes.subarray(2))).toThrow(
      expect.objectContaining({ code: "model_corrupt" }),
    );
  });
});
