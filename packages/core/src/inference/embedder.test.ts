import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { workerUrl } from "../lib/workers/worker-url.js";
import { resolveModel } from "../model-files/resolve-model.js";
import { type DecodedImage, decodeImage } from "../pictures/decode.js";
import { defaultImageLimits as limits } from "../pictures/limits.js";
import { squareGeometry } from "../pictures/resize/input-geometry.js";
import { drawScene } from "../pictures/test-pictures.js";
import { createEmbedder } from "./create-embedder.js";
import type { Embedding } from "./embedder.js";
import type { InferenceWorkerData, ModelToLoad } from "./inference-protocol.js";

const decoded = async (picture: Uint8Array) => decodeImage(picture, { limits });
const images: DecodedImage[] = await Promise.all(
  Array.from({ length: 16 }, async (_, seed) => decoded(await drawScene(seed, 300, 200))),
);
const image = images[0]!;

const embedder = await createEmbedder({ model: "mini", threads: 1 });
afterAll(() => embedder.close());

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}

/** Runs `work` while keeping the worker threads that start meanwhile. */
async function catchingWorkers<T>(work: (workers: Worker[]) => Promise<T>): Promise<T> {
  const workers: Worker[] = [];
  const listener = (worker: Worker) => workers.push(worker);
  process.on("worker", listener);
  try {
    return await work(workers);
  } finally {
    process.off("worker", listener);
  }
}

describe("an embedder", () => {
  test("says what it is", async () => {
    expect(embedder).toMatchObject({
      id: "mini-2",
      dimension: 512,
      hash: "7296c813488e9f8c248b09f79d68f0e497c9224652040f2f1a52154fcbd87344",
      dtype: "fp32",
      preprocessing: 1,
      input: squareGeometry(64),
      readsText: true,
    });
    expect(await embedder.runtime()).toBe("onnxruntime-node");
  });

  test("gives vectors of length 1 and tags in (0, 1], best first", async () => {
    const embeddings = await Promise.all(
      images.map((each) => embedder.embed(each, { priority: "bulk" })),
    );
    for (const { vector, tags } of embeddings) {
      expect(vector).toHaveLength(512);
      expect(Math.abs(Math.sqrt(cosine(vector, vector)) - 1)).toBeLessThan(1e-6);
      expect(tags.length).toBeLessThanOrEqual(8);
      for (const { confidence } of tags) {
        expect(confidence).toBeGreaterThanOrEqual(0.2);
        expect(confidence).toBeLessThanOrEqual(1);
      }
      const confidences = tags.map(({ confidence }) => confidence);
      expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
    }
  });

  test("leaves the caller's pixels as they are", async () => {
    const before = image.pixels.slice();
    await embedder.embed(image, { priority: "query" });
    expect(Buffer.compare(image.pixels, before)).toBe(0);
  });

  test("gives a picture the same vector alone and in a batch", async () => {
    const alone = await embedder.embed(image, { priority: "query" });
    const together = await Promise.all(
      images
        .slice(0, 8)
        .reverse()
        .map((each) => embedder.embed(each, { priority: "query" })),
    );
    expect(largestDifference(alone.vector, together[7]!.vector)).toBeLessThan(1e-5);
  });

  test("answers each of 50 calls at once with its own picture", async () => {
    const alone: Embedding[] = [];
    for (const each of images) alone.push(await embedder.embed(each, { priority: "query" }));
    const calls = Array.from({ length: 50 }, (_, index) => (index * 7) % images.length);
    const answers = await Promise.all(
      calls.map((index) =>
        embedder.embed(images[index]!, { priority: index % 2 === 0 ? "query" : "bulk" }),
      ),
    );
    answers.forEach(({ vector }, call) => {
      expect(largestDifference(vector, alone[calls[call]!]!.vector)).toBeLessThan(1e-5);
    });
  });

  test("serves a query before the bulk work that waits", async () => {
    const order: string[] = [];
    const embed = async (name: string, priority: "query" | "bulk") => {
      await embedder.embed(image, { priority });
      order.push(name);
    };
    const bulk = Array.from({ length: 32 }, (_, index) => embed(`bulk ${index}`, "bulk"));
    await Promise.resolve();
    await Promise.all([...bulk, embed("query", "query")]);
    expect(order).toHaveLength(33);
    // Only the batch that was running already may come first.
    expect(order.indexOf("query")).toBeLessThanOrEqual(8);
  });

  test("drops a picture that is aborted while it waits", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const running = images.slice(0, 8).map((each) => embedder.embed(each, { priority: "bulk" }));
    const waiting = embedder.embed(image, { priority: "bulk", signal: controller.signal });
    const other = embedder.embed(image, { priority: "bulk" });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(Promise.all([...running, other])).resolves.toHaveLength(9);
  });

  test("rejects at once when the signal is aborted already", async () => {
    const reason = new Error("too late");
    const signal = AbortSignal.abort(reason);
    await expect(embedder.embed(image, { priority: "query", signal })).rejects.toBe(reason);
  });

  test("refuses bulk work beyond its queue, and still takes a query", async () => {
    const results = await Promise.allSettled([
      ...Array.from({ length: 257 }, () => embedder.embed(image, { priority: "bulk" })),
      embedder.embed(image, { priority: "query" }),
    ]);
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(results[256]).toMatchObject({
      status: "rejected",
      reason: { code: "overloaded", retryable: true },
    });
    expect(refused[0]!.reason.details.retryAfterMs).toBeGreaterThan(0);
  });

  test("rejects what waits when it is closed, and everything after", async () => {
    const closing = await createEmbedder({ model: "mini", threads: 1 });
    const calls = Array.from({ length: 20 }, () => closing.embed(image, { priority: "query" }));
    const settled = Promise.allSettled(calls);
    await closing.close();
    await closing.close();
    for (const result of await settled) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "disposed" } });
    }
    await expect(closing.embed(image, { priority: "query" })).rejects.toMatchObject({
      code: "disposed",
    });
  });
});

describe("an inference thread that ends unexpectedly", () => {
  test("is replaced, and its pictures are tried again", async () => {
    await catchingWorkers(async (workers) => {
      const other = await createEmbedder({ model: "mini", threads: 1 });
      await other.runtime();
      await workers[0]!.terminate();
      const calls = images.map((each) => other.embed(each, { priority: "query" }));
      await expect(Promise.all(calls)).resolves.toHaveLength(images.length);
      expect(workers).toHaveLength(2);
      await other.close();
    });
  });

  test("fails its pictures when it happens twice, and is started again by the next call", async () => {
    await catchingWorkers(async (workers) => {
      const other = await createEmbedder({ model: "mini", threads: 1 });
      await other.runtime();
      const kill = (worker: Worker) => void worker.terminate();
      process.on("worker", kill);
      await workers[0]!.terminate();
      const call = other.embed(image, { priority: "query" });
      await expect(call).rejects.toMatchObject({
        code: "model_unavailable",
        message: expect.stringContaining("ended unexpectedly"),
      });
      process.off("worker", kill);
      await expect(other.embed(image, { priority: "query" })).resolves.toBeDefined();
      await other.close();
    });
  });
});

describe("WebAssembly", () => {
  test("gives the vectors of the native runtime", async () => {
    const web = await createEmbedder({ model: "mini", runtime: "onnxruntime-web" });
    expect(await web.runtime()).toBe("onnxruntime-web");
    for (const each of images) {
      const [native, wasm] = await Promise.all(
        [embedder, web].map((runtime) => runtime.embed(each, { priority: "query" })),
      );
      expect(cosine(native!.vector, wasm!.vector)).toBeGreaterThanOrEqual(0.9999);
      expect(wasm!.tags.map(({ tag }) => tag)).toEqual(native!.tags.map(({ tag }) => tag));
    }
    await web.close();
  });

  test("is used where onnxruntime-node is not installed", async () => {
    const register = `import Module from "node:module";
      const resolve = Module._resolveFilename;
      Module._resolveFilename = (name, ...rest) => {
        if (name !== "onnxruntime-node") return resolve.call(Module, name, ...rest);
        throw Object.assign(new Error("Cannot find module 'onnxruntime-node'"), { code: "MODULE_NOT_FOUND" });
      };`;
    const model = await resolveModel("mini");
    const workerData: InferenceWorkerData = {
      runtime: undefined,
      guard: new Int32Array(new SharedArrayBuffer(8)),
    };
    const toLoad: ModelToLoad = {
      manifest: model.manifest,
      dtype: "fp32",
      files: { image: await model.file("image"), labels: await model.file("labels") },
      threads: 1,
      device: "cpu",
    };
    const worker = new Worker(workerUrl("inference-worker"), {
      workerData,
      execArgv: ["--import", `data:text/javascript,${encodeURIComponent(register)}`],
    });
    const answer = await new Promise((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
      worker.postMessage({ call: 1, method: "load", args: [toLoad] });
    });
    await worker.terminate();
    expect(answer).toMatchObject({
      call: 1,
      result: { runtime: "onnxruntime-web", nativeProblem: "it is not installed" },
    });
  });
});

const archive = fileURLToPath(new URL("../../../../../shared/data/photos-1k.tar", import.meta.url));
const missing = existsSync(archive) ? false : `needs ${archive}`;

describe("the built-in model", () => {
  test.for([
    ["n02279972_monarch", "monarch butterfly"],
    ["n02099601_golden_retriever", "dog"],
    ["n04146614_school_bus", "vehicle"],
    ["n04285008_sports_car", "car"],
    ["n07873807_pizza", "food"],
  ])("tags the photo %s with %s", async ([name, tag], { skip }) => {
    if (missing) return skip(missing);
    const photo = execFileSync("tar", ["-xOf", archive, `photos/${name}.jpg`]);
    const { tags } = await embedder.embed(await decoded(photo), { priority: "query" });
    expect(tags.map((each) => each.tag)).toContain(tag);
  });
});
