import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { IndexEvent } from "../api/indexing.js";
import type { RevimgOptions } from "../api/options.js";
import type { Revimg } from "../api/revimg.js";
import type { ZeroShotTags } from "../model-files/model-manifest.js";
import type { ImageRecord, Tag } from "../stores/image-record.js";
import {
  createMemory,
  memoryBlobs,
  memoryMetadata,
  memoryVectors,
} from "../stores/memory/index.js";
import { someWords, type TaggingModel, taggingModel } from "../tagging/test-tags.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";
import { collect, picture, temporaryFolder } from "../testing/temporary.js";

/** Stores that outlive the index, as a server's do. */
function lastingStores() {
  const memory = createMemory();
  const open = () => ({
    vectors: memoryVectors({ memory }),
    metadata: memoryMetadata({ memory }),
    blobs: memoryBlobs({ memory }),
  });
  return { memory, open };
}

const steps = (events: readonly IndexEvent[]) =>
  events.flatMap((event) => (event.type === "tagging" ? [event] : []));

const warnings = (events: readonly IndexEvent[]) =>
  events.flatMap((event) => (event.type === "warning" ? [event] : []));

async function records(revimg: Revimg, source: string): Promise<ImageRecord[]> {
  const names = (await readdir(source)).filter((name) => name.endsWith(".jpg"));
  return Promise.all(
    names.map(async (name) => {
      const { matches } = await revimg.search({ image: join(source, name), limit: 1 });
      return (await revimg.get(matches[0]!.id))!;
    }),
  );
}

const modelTags = ({ tags }: ImageRecord) => tags.filter(({ origin }) => origin === "model");

/** What the manifest's sentences, embedded one by one, say of a picture. */
async function expectedTags(revimg: Revimg, model: TaggingModel, path: string): Promise<Tag[]> {
  const { templates, logitScale, minConfidence } = model.manifest.tags as ZeroShotTags;
  const vector = await revimg.embedImage(path);
  const sentences = model.words.flatMap(({ name }) =>
    templates.map((template) => template.replace("{}", name)),
  );
  const all = await revimg.embedTexts(sentences);
  const powers = model.words.map((_, word) => {
    const vectors = all.slice(word * templates.length, (word + 1) * templates.length);
    const mean = vector.map((_, i) => vectors.reduce((sum, each) => sum + each[i]!, 0));
    const dot = mean.reduce((sum, value, i) => sum + value * vector[i]!, 0);
    return Math.exp((logitScale * dot) / Math.hypot(...mean));
  });
  const total = powers.reduce((sum, power) => sum + power);
  const sums: Record<string, number> = {};
  model.words.forEach(({ name, hypernyms }, i) => {
    for (const tag of [name, ...hypernyms]) sums[tag] = (sums[tag] ?? 0) + powers[i]! / total;
  });
  return Object.entries(sums)
    .filter(([, confidence]) => confidence >= minConfidence)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([tag, confidence]) => ({ tag, confidence, origin: "model" }));
}

async function expectTagged(revimg: Revimg, model: TaggingModel, folder: string): Promise<void> {
  for (const record of await records(revimg, folder)) {
    const expected = await expectedTags(revimg, model, record.sources[0]!.path!);
    const found = modelTags(record);
    expect(found.map(({ tag }) => tag).sort()).toEqual(expected.map(({ tag }) => tag).sort());
    for (const { tag, confidence } of expected) {
      expect(found.find((each) => each.tag === tag)!.confidence).toBeCloseTo(confidence, 3);
    }
  }
}

test("the first run makes the labels while its pictures can be found, then tags them", async () => {
  const model = await taggingModel(someWords(150));
  const folder = await folderOf(["a.jpg", "b.jpg", "c.jpg"]);
  const revimg = await openIndex(model.options);
  const events: IndexEvent[] = [];
  let meanwhile: ImageRecord[] = [];
  for await (const event of revimg.index(folder)) {
    events.push(event);
    if (event.type === "tagging" && event.step === "labels" && event.done === 0) {
      meanwhile = await records(revimg, folder);
    }
  }
  expect(meanwhile.map(({ tags }) => tags)).toEqual([[], [], []]);
  const told = steps(events).map(({ step, done, total }) => `${step} ${done} of ${total}`);
  expect(told[0]).toBe("labels 0 of 150");
  expect(told.slice(-3)).toEqual(["labels 150 of 150", "pictures 0 of 3", "pictures 3 of 3"]);
  expect(events.at(-1)).toMatchObject({ type: "finished", progress: { done: 3, total: 3 } });
  expect(await readdir(join(model.cacheDirectory, "tagging-1"))).toHaveLength(1);
  await expectTagged(revimg, model, folder);
});

test("with labels in the cache, pictures come with their tags, and a search gives keywords", async () => {
  const model = await taggingModel(someWords(30));
  await indexAll(await openIndex(model.options), await folderOf(["first.jpg"]));
  const revimg = await openIndex(model.options);
  const folder = await folderOf(["a.jpg", "b.jpg"], 50);
  const added: (ImageRecord | null)[] = [];
  const events: IndexEvent[] = [];
  for await (const event of revimg.index(folder)) {
    events.push(event);
    if (event.type === "added") added.push(await revimg.get(event.id));
  }
  expect(added.map((record) => modelTags(record!).length > 0)).toEqual([true, true]);
  expect(steps(events)).toEqual([]);
  await expectTagged(revimg, model, folder);
  const { keywords } = await revimg.search({ image: join(folder, "a.jpg") });
  expect(keywords.length).toBeGreaterThan(0);
});

test.each(["labels", "pictures"] as const)(
  "stopped at the %s, the next run goes on where the pictures lack their tags",
  async (step) => {
    const model = await taggingModel(someWords(200));
    const dataDirectory = await temporaryFolder();
    const folder = await folderOf(["a.jpg", "b.jpg"]);
    const options = { ...model.options, dataDirectory };
    const first = await openIndex(options);
    const controller = new AbortController();
    const reason = new Error("enough");
    const stopped = (async () => {
      for await (const event of first.index(folder, { signal: controller.signal })) {
        if (event.type !== "tagging" || event.step !== step) continue;
        if (step === "pictures" || event.done >= 64) controller.abort(reason);
      }
    })();
    await expect(stopped).rejects.toBe(reason);
    expect((await records(first, folder)).flatMap(modelTags)).toEqual([]);
    await first.close();

    const second = await openIndex(options);
    const { events, totals: counted } = await indexAll(second, folder);
    expect(counted).toEqual(totals({ unchanged: 2 }));
    const [resumed] = steps(events);
    if (step === "labels") expect(resumed!.done).toBeGreaterThanOrEqual(64);
    else expect(resumed).toMatchObject({ step: "pictures", done: 0, total: 2 });
    await expectTagged(second, model, folder);
    expect(steps((await indexAll(second, folder)).events)).toEqual([]);
  },
);

test("closed in the middle of it, an index is tagged by the next process", async () => {
  const model = await taggingModel(someWords(200));
  const dataDirectory = await temporaryFolder();
  const folder = await folderOf(["a.jpg"]);
  const first = await openIndex({ ...model.options, dataDirectory });
  const run = first.index(folder);
  // Nobody asks for another event after this one.
  for (let event = await run.next(); event.value?.type !== "tagging"; ) event = await run.next();
  await first.close();
  const second = await openIndex({ ...model.options, dataDirectory });
  await indexAll(second, folder);
  await expectTagged(second, model, folder);
});

test("only pictures that lack their tags are looked at again", async () => {
  const model = await taggingModel(someWords(20));
  const dataDirectory = await temporaryFolder();
  const options = { ...model.options, dataDirectory };
  const first = await openIndex(options);
  await indexAll(first, await folderOf(Array.from({ length: 10 }, (_, i) => `${i}.jpg`)));
  await first.close();
  // A cache that was cleared: a run has to make the labels again.
  const models = { cacheDirectory: await temporaryFolder() };
  const second = await openIndex({ ...options, models });
  const folder = await folderOf(["new.jpg", "newer.jpg"], 70);
  const { events } = await indexAll(second, folder);
  expect(steps(events).at(-1)).toMatchObject({ step: "pictures", done: 2, total: 2 });
  await expectTagged(second, model, folder);
});

test("other words replace the model's tags, and leave those of people and files", async () => {
  const model = await taggingModel(someWords(20));
  const dataDirectory = await temporaryFolder();
  const folder = await folderOf(["a.jpg"]);
  await writeFile(join(folder, "a.jpg.json"), JSON.stringify({ tags: ["word 1", "mine"] }));
  const options = { ...model.options, dataDirectory };
  const first = await openIndex(options);
  await indexAll(first, folder);
  await expectTagged(first, model, folder);
  await first.close();

  const words = someWords(12).map(({ name }) => ({ name: `other ${name}`, hypernyms: [] }));
  await writeFile(join(model.folder, "words.json"), JSON.stringify(words));
  const second = await openIndex(options);
  const { totals: counted } = await indexAll(second, folder);
  expect(counted).toEqual(totals({ unchanged: 1 }));
  await expectTagged(second, { ...model, words }, folder);
  const [record] = await records(second, folder);
  expect(record!.tags.filter(({ origin }) => origin === "file").map(({ tag }) => tag)).toEqual([
    "mine",
    "word 1",
  ]);
});

test("an index made without tags gets them when they are turned on", async () => {
  const model = await taggingModel(someWords(20));
  const dataDirectory = await temporaryFolder();
  const folder = await folderOf(["a.jpg"]);
  const options: RevimgOptions = { ...model.options, dataDirectory };
  const first = await openIndex({ ...options, tags: false });
  const { events } = await indexAll(first, folder);
  expect(events.map(({ type }) => type)).toEqual(["started", "added", "finished"]);
  expect((await records(first, folder)).flatMap(({ tags }) => tags)).toEqual([]);
  await first.close();
  const second = await openIndex(options);
  await indexAll(second, folder);
  await expectTagged(second, model, folder);
});

test("mini gives no tags either when they are turned off", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg"]);
  const tagsWith = async (tags: boolean) => {
    const revimg = await openIndex({ tags });
    const { events } = await indexAll(revimg, folder);
    expect(steps(events)).toEqual([]);
    return (await records(revimg, folder)).flatMap(modelTags);
  };
  expect(await tagsWith(false)).toEqual([]);
  expect(await tagsWith(true)).not.toEqual([]);
});

test("without the text files pictures are indexed, and one warning says what mends it", async () => {
  const model = await taggingModel(someWords(20));
  // The form of a fetched model: a manifest here, its files in the cache.
  const revision = "0123456789abcdef0123456789abcdef01234567";
  const source = { repository: "someone/tagging", revision };
  await writeFile(model.reference, JSON.stringify({ ...model.manifest, source }));
  const cached = join(model.cacheDirectory, "tagging-1", revision);
  await mkdir(cached, { recursive: true });
  for (const name of ["vision.onnx", "tokenizer.json"]) {
    await rename(join(model.folder, name), join(cached, name));
  }
  const folder = await folderOf(["a.jpg", "b.jpg"]);
  const revimg = await openIndex(model.options);
  const first = await indexAll(revimg, folder);
  expect(first.totals).toEqual(totals({ added: 2 }));
  expect(warnings(first.events)).toEqual([
    expect.objectContaining({
      name: "tagging-1",
      error: expect.objectContaining({
        code: "model_unavailable",
        message: expect.stringContaining(`revimg models pull ${model.reference} --cache`),
      }),
    }),
  ]);
  expect(await records(revimg, folder)).toHaveLength(2);

  await rename(join(model.folder, "text.onnx"), join(cached, "text.onnx"));
  const second = await indexAll(revimg, folder);
  expect(second.totals).toEqual(totals({ unchanged: 2 }));
  expect(warnings(second.events)).toEqual([]);
  await expectTagged(revimg, model, folder);
});

test("words that can't be read are one warning too", async () => {
  const model = await taggingModel(someWords(20));
  await writeFile(join(model.folder, "words.json"), "[");
  const revimg = await openIndex(model.options);
  const { events, totals: counted } = await indexAll(revimg, await folderOf(["a.jpg"]));
  expect(counted).toEqual(totals({ added: 1 }));
  expect(warnings(events)).toMatchObject([{ error: { code: "model_corrupt" } }]);
});

test("a cache that can't be written is a warning, and the pictures have their tags", async () => {
  const model = await taggingModel(someWords(20));
  await writeFile(model.cacheDirectory, "a file where a folder should be");
  const folder = await folderOf(["a.jpg"]);
  const revimg = await openIndex(model.options);
  const { events } = await indexAll(revimg, folder);
  expect(warnings(events)).toMatchObject([{ error: { code: "model_unavailable" } }]);
  await expectTagged(revimg, model, folder);
});

test("two runs at once share the labels, and leave no picture without tags", async () => {
  const model = await taggingModel(someWords(100));
  const folders = [await folderOf(["a.jpg", "b.jpg"]), await folderOf(["c.jpg"], 20)] as const;
  const revimg = await openIndex(model.options);
  const pause = new AbortController();
  async function* slow() {
    yield folders[1];
    await new Promise((resolve) => pause.signal.addEventListener("abort", resolve));
    yield* (await readdir(folders[0])).map((name) => join(folders[0], name));
  }
  const late = collect(revimg.index(slow()));
  const { events } = await indexAll(revimg, folders[0]);
  expect(steps(events).some(({ step }) => step === "pictures")).toBe(true);
  pause.abort();
  await late;
  for (const folder of folders) await expectTagged(revimg, model, folder);
  for (const folder of folders) {
    expect(steps((await indexAll(revimg, folder)).events)).toEqual([]);
  }
});

test("a vector that a store hands out late is tagged by a later run", async () => {
  const model = await taggingModel(someWords(20));
  const stores = lastingStores().open();
  let isLate = true;
  const vectors = {
    ...stores.vectors,
    capabilities: { ...stores.vectors.capabilities, consistency: "eventual" as const },
    fetch: async (ids: readonly string[]) =>
      isLate ? ids.map(() => null) : stores.vectors.fetch(ids),
  };
  const folder = await folderOf(["a.jpg"]);
  const revimg = await openIndex({ ...model.options, ...stores, vectors });
  await indexAll(revimg, folder);
  expect((await records(revimg, folder)).flatMap(modelTags)).toEqual([]);
  isLate = false;
  await indexAll(revimg, folder);
  await expectTagged(revimg, model, folder);
});

test("a picture that is restored has its tags: new ones, or the ones it had", async () => {
  const model = await taggingModel(someWords(20));
  const { memory, open } = lastingStores();
  const folder = await folderOf(["a.jpg"]);
  const loseVectors = () => {
    for (const space of memory.spaces.values()) space.vectors.clear();
  };
  const first = await openIndex({ ...model.options, ...open() });
  await indexAll(first, folder);
  loseVectors();
  await collect(first.verify({ repair: true }));
  await expectTagged(first, model, folder);
  await first.close();

  // Without the labels: nothing is embedded for a repair.
  const models = { cacheDirectory: await temporaryFolder() };
  const second = await openIndex({ ...model.options, models, ...open() });
  loseVectors();
  await collect(second.verify({ repair: true }));
  await expectTagged(second, model, folder);
});

test("an unfinished picture that is restored without labels gets its tags by the next run", async () => {
  const model = await taggingModel(someWords(20));
  const { memory, open } = lastingStores();
  const stores = open();
  const folder = await folderOf(["a.jpg"]);
  const blobs = { ...stores.blobs, put: () => Promise.reject(new Error("killed")) };
  const first = await openIndex({ ...model.options, ...stores, blobs });
  await expect(indexAll(first, folder)).rejects.toThrow("killed");
  await first.close();
  expect(memory.collections.size).toBe(1);

  const second = await openIndex({ ...model.options, ...open() });
  await collect(second.verify({ repair: true }));
  expect(await second.stats()).toMatchObject({ count: 1, pending: 0 });
  await indexAll(second, folder);
  await expectTagged(second, model, folder);
});

test("more pictures than a page are tagged page by page", async () => {
  const model = await taggingModel(someWords(5));
  const revimg = await openIndex(model.options);
  async function* many() {
    for (let i = 0; i < 150; i++) yield { bytes: await picture(i, { width: 64, height: 48 }) };
  }
  const { events } = await indexAll(revimg, many());
  const pictures = steps(events).filter(({ step }) => step === "pictures");
  expect(pictures[0]!.done).toBe(0);
  expect(pictures.at(-1)).toMatchObject({ done: pictures[0]!.total, total: pictures[0]!.total });
  const ids = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
  expect(ids).toHaveLength(150);
  for (const id of ids) expect(modelTags((await revimg.get(id))!)).not.toEqual([]);
});
