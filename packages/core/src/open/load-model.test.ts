import { once } from "node:events";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { expect, onTestFinished, test, vi } from "vitest";
import type { InferenceOptions } from "../api/options.js";
import type { Embedder } from "../inference/embedder.js";
import { echoModel } from "../inference/test-models.js";
import { type ResolvedModel, resolveModel } from "../model-files/resolve-model.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { folderOf, indexAll } from "../testing/open-index.js";
import { temporaryFolder } from "../testing/temporary.js";
import { createRevimg } from "./create-revimg.js";
import { loadModel } from "./load-model.js";

const picture = {
  ...{ pixels: new Uint8Array(48).fill(90), pixelWidth: 4, pixelHeight: 4 },
  isPrepared: true,
} as const;

/** A model that no other test has open, as `manifest.json` of a folder. */
async function ownModel(): Promise<string> {
  const folder = await temporaryFolder();
  const { manifest } = await echoModel(folder);
  const path = join(folder, "manifest.json");
  await writeFile(path, JSON.stringify(manifest));
  return path;
}

/** The threads that start from now on, and still run. */
function watchThreads(): Set<Worker> {
  const running = new Set<Worker>();
  const note = (worker: Worker) => {
    running.add(worker);
    worker.once("exit", () => running.delete(worker));
  };
  process.on("worker", note);
  onTestFinished(() => void process.off("worker", note));
  return running;
}

async function load(
  model: string | ResolvedModel,
  { tags = true, ...inference }: InferenceOptions & { tags?: boolean } = {},
): Promise<Embedder> {
  const chosen = typeof model === "string" ? resolveModel(model) : Promise.resolve(model);
  const embedder = await loadModel(chosen, { inference, tags });
  onTestFinished(() => embedder.close());
  return embedder;
}

test("indexes that are open at once share the threads of their model until the last one closes", async () => {
  const threads = watchThreads();
  const model = await ownModel();
  const folder = await folderOf(["a.jpg"]);
  const stores = { vectors: memoryVectors, metadata: memoryMetadata, blobs: memoryBlobs };
  const one = await createRevimg({ model, ...stores });
  onTestFinished(() => one.close());
  expect(threads.size).toBe(1);
  const [thread] = threads;
  const two = await createRevimg({ model, ...stores });
  onTestFinished(() => two.close());
  expect([...threads]).toEqual([thread]);
  await one.close();
  expect((await indexAll(two, folder)).totals).toMatchObject({ added: 1 });
  const { matches } = await two.search({ image: join(folder, "a.jpg") });
  expect(matches).toMatchObject([{ tier: "exact" }]);
  const ended = once(thread!, "exit");
  await two.close();
  await ended;
});

test("a model waits for the next index a while, but not beside another model", async () => {
  const threads = watchThreads();
  const model = await ownModel();
  await (await load(model)).close();
  const [thread] = threads;
  const again = await load(model);
  await again.embed(picture, { priority: "query" });
  expect([...threads]).toEqual([thread]);
  // Without the timer, only the other model ends it.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  await again.close();
  const ended = once(thread!, "exit");
  await load(await ownModel());
  await ended;
});

test("a model that several open at the same moment is loaded once", async () => {
  const threads = watchThreads();
  const model = await ownModel();
  const all = await Promise.all(Array.from({ length: 4 }, () => load(model)));
  await vi.waitFor(() => expect(threads.size).toBe(1), 30_000);
  for (const embedder of all) await embedder.embed(picture, { priority: "query" });
  expect(threads.size).toBe(1);
});

test("a model answers who opened it while the last other index closed", async () => {
  const model = await ownModel();
  const first = await load(model);
  const closing = first.close();
  const second = await load(model);
  await closing;
  await expect(second.embed(picture, { priority: "query" })).resolves.toBeDefined();
  await expect(first.embed(picture, { priority: "query" })).rejects.toMatchObject({
    code: "disposed",
  });
});

test.each<[string, InferenceOptions & { tags?: boolean }]>([
  ["threads", { threads: 2 }],
  ["copies", { workers: 2 }],
  ["tags", { tags: false }],
])("other %s of the same model are loaded beside it", async (_, options) => {
  const usual = await load("mini", { threads: 1 });
  const threads = watchThreads();
  await load("mini", { threads: 1 });
  expect(threads.size).toBe(0);
  const other = await load("mini", { threads: 1, ...options });
  expect(threads.size).toBe(options.workers ?? 1);
  expect(other.givesTags).toBe(options.tags !== false);
  expect(usual.givesTags).toBe(true);
});

test("an index that closes gives up its own calls only", async () => {
  const model = await ownModel();
  const [leaving, staying] = [await load(model), await load(model)];
  const ask = (embedder: Embedder) =>
    Promise.allSettled(
      Array.from({ length: 50 }, () => embedder.embed(picture, { priority: "bulk" })),
    );
  const calls = [ask(leaving), ask(staying)] as const;
  await leaving.close();
  for (const answer of await calls[0]) {
    expect(answer).toMatchObject({ status: "rejected", reason: { code: "disposed" } });
  }
  for (const answer of await calls[1]) expect(answer.status).toBe("fulfilled");
});

test("a model that could not be loaded is loaded anew by the next index", async () => {
  const model = await ownModel();
  const file = join(model, "..", "echo.onnx");
  await rename(file, `${file}.away`);
  for (const answer of await Promise.allSettled([load(model), load(model)])) {
    expect(answer).toMatchObject({ status: "rejected", reason: { code: "model_unavailable" } });
  }
  await rename(`${file}.away`, file);
  expect(await (await load(model)).runtime()).toBe("onnxruntime-node");
});

test("so is one that failed in the background, when others still have it open", async () => {
  const mini = await resolveModel("mini");
  const broken = join(await temporaryFolder(), "broken.onnx");
  await writeFile(broken, "not a model");
  // No other test has this one open.
  const own = { ...mini, directory: broken };
  const file: typeof mini.file = (role) =>
    role === "image" ? Promise.resolve(broken) : mini.file(role);
  const failed = await load({ ...own, file });
  await expect(failed.runtime()).rejects.toMatchObject({ code: "model_corrupt" });
  const next = await load(own);
  expect(await next.runtime()).toBe("onnxruntime-node");
});

test("without preload, the first picture loads the model, or an index that opens with it", async () => {
  const threads = watchThreads();
  const model = await ownModel();
  const lazy = await load(model, { preload: false });
  expect(threads.size).toBe(0);
  const calls = [1, 2].map(() => lazy.embed(picture, { priority: "query" }));
  await expect(Promise.all(calls)).resolves.toHaveLength(2);
  expect(threads.size).toBe(1);
  const other = await ownModel();
  const waiting = await load(other, { preload: false });
  const eager = await load(other);
  expect(threads.size).toBe(2);
  for (const embedder of [waiting, eager]) await embedder.embed(picture, { priority: "query" });
  expect(threads.size).toBe(2);
});

test("without preload, what asks for the model after closing starts no thread", async () => {
  const threads = watchThreads();
  const embedder = await load(await ownModel(), { preload: false });
  await embedder.close();
  await expect(embedder.runtime()).rejects.toMatchObject({ code: "disposed" });
  expect(threads.size).toBe(0);
});

test("without preload, an index opens whose model can't be loaded; a picture says so", async () => {
  const model = await ownModel();
  const file = join(model, "..", "echo.onnx");
  await rename(file, `${file}.away`);
  const embedder = await load(model, { preload: false });
  await expect(embedder.embed(picture, { priority: "query" })).rejects.toMatchObject({
    code: "model_unavailable",
  });
  await expect(load(model)).rejects.toMatchObject({ code: "model_unavailable" });
  await rename(`${file}.away`, file);
  await expect(embedder.embed(picture, { priority: "query" })).resolves.toBeDefined();
});
