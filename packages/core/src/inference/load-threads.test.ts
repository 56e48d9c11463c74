import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { resolveModel } from "../model-files/resolve-model.js";
import { openIndex } from "../testing/open-index.js";
import { temporaryFolder } from "../testing/temporary.js";
import { createEmbedder } from "./create-embedder.js";
import { loadsForCertain } from "./load-threads.js";
import { echoModel } from "./test-models.js";

const grey = {
  pixels: new Uint8Array(64 * 64 * 3).fill(128),
  pixelWidth: 64,
  pixelHeight: 64,
  width: 64,
  height: 64,
  mimeType: "image/png",
  pixelHash: null,
} as const;

describe("a model that loads in the background", () => {
  test("answers the first call once it is loaded", async () => {
    await using revimg = await openIndex();
    expect((await revimg.stats()).model.runtime).toBe("onnxruntime-node");
    const embedder = await createEmbedder({ model: await resolveModel("mini") });
    const { vector } = await embedder.embed(grey, { priority: "query" });
    expect(vector).toHaveLength(512);
    await embedder.close();
  });

  test("tells every call why it could not be loaded", async () => {
    const mini = await resolveModel("mini");
    const broken = join(await temporaryFolder(), "broken.onnx");
    await writeFile(broken, "not a model");
    const file: typeof mini.file = (role) =>
      role === "image" ? Promise.resolve(broken) : mini.file(role);
    const embedder = await createEmbedder({ model: { ...mini, file } });
    const corrupt = { code: "model_corrupt", message: expect.stringContaining(broken) };
    await expect(embedder.embed(grey, { priority: "query" })).rejects.toMatchObject(corrupt);
    await expect(embedder.embed(grey, { priority: "bulk" })).rejects.toMatchObject(corrupt);
    await expect(embedder.runtime()).rejects.toMatchObject(corrupt);
    await embedder.close();
  });

  test("may be closed before it is loaded, and its thread ends", async () => {
    const started = once(process, "worker") as Promise<[Worker]>;
    const embedder = await createEmbedder({ model: await resolveModel("mini") });
    const [thread] = await started;
    const ended = once(thread, "exit");
    await embedder.close();
    await expect(embedder.embed(grey, { priority: "query" })).rejects.toMatchObject({
      code: "disposed",
    });
    await ended;
  });

  test("is a built-in one, on the processor", async () => {
    const mini = await resolveModel("mini");
    const own = await echoModel(await temporaryFolder());
    expect(loadsForCertain(mini, {})).toBe(true);
    expect(loadsForCertain(mini, { device: "cuda" })).toBe(false);
    expect(loadsForCertain(mini, { runtime: "onnxruntime-node" })).toBe(false);
    expect(loadsForCertain(own, {})).toBe(false);
  });
});
