import { readFile } from "node:fs/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { createEmbedder } from "./create-embedder.js";
import { shapedModel } from "./test-shapes.js";
import { createTokenizer } from "./tokenizer.js";
import { normalized } from "./vectors.js";

const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

test("a model like SigLIP reads texts in lower case, padded to 64 tokens", async () => {
  const model = await shapedModel("siglip");
  const session = await InferenceSession.create(await model.file("text"));
  const json = await readFile(await model.file("tokenizer"), "utf8");
  const ids = createTokenizer(json, model.manifest.text!.input).encode("a red dog");
  // One token behind the text, none before it.
  expect(ids.slice(0, -1)).not.toContain(ids.at(-1));
  expect(ids.length).toBeLessThan(64);
  const padded = [...ids, ...new Array<number>(64 - ids.length).fill(0)];
  const tensor = new Tensor("int64", BigInt64Array.from(padded, BigInt), [1, 64]);
  const { pooler_output: output } = await session.run({ input_ids: tensor });
  const expected = normalized(output!.data as Float32Array)!;
  const embedder = await createEmbedder({ model });
  const [vector] = await embedder.embedTexts(["A RED dog"], { priority: "query" });
  await embedder.close();
  expect(dot(vector!, expected)).toBeGreaterThan(0.99999);
});

test("a long text is cut, and the end token is its last", async () => {
  const model = await shapedModel("siglip");
  const json = await readFile(await model.file("tokenizer"), "utf8");
  const tokenizer = createTokenizer(json, { contextLength: 16, cleaning: "none" });
  const cut = tokenizer.encode("dog ".repeat(700));
  expect(cut).toHaveLength(16);
  expect(cut.at(-1)).toBe(tokenizer.endToken);
  expect(cut).toEqual(tokenizer.encode("dog ".repeat(15)));
  const embedder = await createEmbedder({ model });
  const texts = ["dog ".repeat(70), "dog ".repeat(700), "dog"];
  const [long, longer, short] = await embedder.embedTexts(texts, { priority: "query" });
  await embedder.close();
  expect(longer).toEqual(long);
  expect(dot(long!, short!)).toBeLessThan(0.99);
});
