import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createEmbedder } from "../inference/create-embedder.js";
import type { Embedder } from "../inference/embedder.js";
import { normalized } from "../inference/vectors.js";
import type { ZeroShotTags } from "../model-files/model-manifest.js";
import { resolveModel } from "../model-files/resolve-model.js";
import { readLabelFile } from "./label-file.js";
import { LabelMaker } from "./label-maker.js";
import { someWords, type TaggingModel, taggingModel } from "./test-tags.js";

const never = new AbortController().signal;

async function embedderOf({ options }: TaggingModel): Promise<Embedder> {
  const model = await resolveModel(options.model!, options.models);
  const embedder = await createEmbedder({ model, threads: 1 });
  onTestFinished(() => embedder.close());
  return embedder;
}

/** A maker as a new process has it; `texts` counts what it has embedded. */
async function makerOf(
  { options, cacheDirectory }: TaggingModel,
  embedder: Embedder,
  onTexts: (count: number) => void = () => {},
) {
  const model = await resolveModel(options.model!, options.models);
  const counted = { texts: 0 };
  const maker = new LabelMaker({
    model,
    tags: model.manifest.tags as ZeroShotTags,
    embedder: {
      id: embedder.id,
      dimension: embedder.dimension,
      embedTexts: async (texts, call) => {
        const vectors = await embedder.embedTexts(texts, call);
        counted.texts += texts.length;
        onTexts(counted.texts);
        return vectors;
      },
    },
    cacheDirectory,
  });
  return { maker, counted };
}

async function labelFileOf({ cacheDirectory, manifest }: TaggingModel): Promise<string> {
  const folder = join(cacheDirectory, manifest.id);
  const names = await readdir(folder);
  expect(names).toEqual([expect.stringMatching(/^labels-[0-9a-f]{12}\.bin$/)]);
  return join(folder, names[0]!);
}

test("a label is the mean of its normalised sentences, normalised", async () => {
  const model = await taggingModel([
    { name: "dog", hypernyms: [] },
    { name: "a $& in the rain", hypernyms: [] },
    ...someWords(64),
  ]);
  const embedder = await embedderOf(model);
  const { maker } = await makerOf(model, embedder);
  await maker.make(never);
  const path = await labelFileOf(model);
  const key = (await readFile(path)).toString("hex", 8, 40);
  const rows = (await readLabelFile({ path, key, dimension: 512 }, 66))!;
  const { templates } = model.manifest.tags as ZeroShotTags;
  for (const [i, { name }] of model.words.entries()) {
    const texts = templates.map((template) => template.split("{}").join(name));
    const vectors = await embedder.embedTexts(texts, { priority: "query" });
    const mean = vectors[0]!.map((_, at) => vectors.reduce((sum, vector) => sum + vector[at]!, 0));
    const expected = normalized(mean)!;
    const row = rows.subarray(i * 512, (i + 1) * 512);
    const cosine = row.reduce((sum, value, at) => sum + value * expected[at]!, 0);
    expect(cosine, name).toBeGreaterThan(0.999999);
  }
});

test("labels are embedded once, for all who ask and for the next process", async () => {
  const model = await taggingModel(someWords(100));
  const embedder = await embedderOf(model);
  const first = await makerOf(model, embedder);
  expect(await first.maker.ready()).toBeNull();
  expect(first.maker.progress).toEqual({ done: 0, total: 100 });
  const [a, b] = await Promise.all([first.maker.make(never), first.maker.make(never)]);
  expect(a).toBe(b);
  expect(await first.maker.make(never)).toBe(a);
  expect(first.counted.texts).toBe(700);
  expect(first.maker.progress).toEqual({ done: 100, total: 100 });

  const second = await makerOf(model, embedder);
  const labels = await second.maker.ready();
  expect(second.counted.texts).toBe(0);
  const [vector] = await embedder.embedTexts(["word 7"], { priority: "query" });
  expect(await labels!.tagsOf(vector!)).toEqual(await a.tagsOf(vector!));
});

test("what is done when it is stopped is kept, in this process and for the next", async () => {
  const model = await taggingModel(someWords(200));
  const embedder = await embedderOf(model);
  const controller = new AbortController();
  const reason = new Error("enough");
  const { maker } = await makerOf(model, embedder, (texts) => {
    if (texts === 7 * 64 + 64) controller.abort(reason);
  });
  await expect(maker.make(controller.signal)).rejects.toBe(reason);
  await maker.close();
  expect((await stat(await labelFileOf(model))).size).toBe(80 + 64 * 512 * 4);

  const next = await makerOf(model, embedder);
  expect(await next.maker.ready()).toBeNull();
  expect(next.maker.progress).toEqual({ done: 64, total: 200 });
  await next.maker.make(never);
  expect(next.counted.texts).toBe(7 * 136);
  await maker.make(never);
  expect(maker.progress).toEqual({ done: 200, total: 200 });
});

test("one who leaves does not stop it for another", async () => {
  const model = await taggingModel(someWords(130));
  const embedder = await embedderOf(model);
  const controller = new AbortController();
  const reason = new Error("gone");
  const { maker, counted } = await makerOf(model, embedder, (texts) => {
    if (texts === 7 * 64) controller.abort(reason);
  });
  const left = maker.make(controller.signal);
  const stayed = maker.make(never);
  await expect(left).rejects.toBe(reason);
  await stayed;
  expect(counted.texts).toBe(7 * 130);
});

test.each([
  ["cut off", (bytes: Buffer) => bytes.subarray(0, 5_000)],
  ["changed", (bytes: Buffer) => bytes.fill(7, 4_000, 4_010)],
])("a cached file that is %s is made again", async (_, damage) => {
  const model = await taggingModel(someWords(10));
  const embedder = await embedderOf(model);
  await (await makerOf(model, embedder)).maker.make(never);
  const path = await labelFileOf(model);
  const whole = await readFile(path);
  await writeFile(path, damage(Buffer.from(whole)));
  const { maker, counted } = await makerOf(model, embedder);
  expect(await maker.ready()).toBeNull();
  await maker.make(never);
  expect(counted.texts).toBe(70);
  expect(await readFile(path)).toEqual(whole);
});

test("other words, templates or files make other labels; another scale makes other tags only", async () => {
  const model = await taggingModel(someWords(5));
  const embedder = await embedderOf(model);
  const resolved = await resolveModel(model.reference, model.options.models);
  const given = resolved.manifest.tags as ZeroShotTags;
  const make = async (tags: ZeroShotTags, sha256?: string) => {
    const entry: typeof resolved.entry = (role) => ({
      ...resolved.entry(role),
      ...(sha256 !== undefined && role === "text" && { sha256 }),
    });
    const { cacheDirectory } = model;
    const maker = new LabelMaker({ model: { ...resolved, entry }, tags, embedder, cacheDirectory });
    await maker.make(never);
    return { hash: await maker.hash(), files: await readdir(join(cacheDirectory, "tagging-1")) };
  };
  const first = await make(given);
  const scaled = await make({ ...given, logitScale: 50 });
  expect(scaled.hash).not.toBe(first.hash);
  expect(scaled.files).toEqual(first.files);
  const other = await make({ ...given, templates: ["a {}"] });
  expect(other.files).toHaveLength(2);
  expect((await make(given, "0".repeat(64))).files).toHaveLength(3);
  await writeFile(join(model.folder, "words.json"), JSON.stringify(someWords(6)));
  const longer = await make(given);
  expect(longer.files).toHaveLength(4);
  expect(new Set([first, scaled, other, longer].map(({ hash }) => hash)).size).toBe(4);
});

test("a cache that can't be written costs a warning, not the labels", async () => {
  const model = await taggingModel(someWords(5));
  const embedder = await embedderOf(model);
  await mkdir(model.cacheDirectory);
  await writeFile(join(model.cacheDirectory, "tagging-1"), "a file where a folder should be");
  const { maker } = await makerOf(model, embedder);
  const labels = await maker.make(never);
  const [vector] = await embedder.embedTexts(["word 1"], { priority: "query" });
  expect(await labels.tagsOf(vector!)).not.toEqual([]);
  expect(maker.takeUnsaved()).toMatchObject({
    code: "model_unavailable",
    message: expect.stringContaining(join(model.cacheDirectory, "tagging-1")),
  });
  expect(maker.takeUnsaved()).toBeNull();
});
