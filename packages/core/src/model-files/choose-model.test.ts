import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { startHub } from "@revimg/testing/hub";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { knownModels } from "./built-in-models.js";
import { chooseModel, type ModelChoice } from "./choose-model.js";
import { modelPath } from "./verify-model.js";

const { source } = (await knownModels())[0]!.manifest;

/** A hub with CLIP's addresses, and bytes that are not CLIP's. */
async function hubOfClip() {
  const hub = await startHub({
    ...source!,
    files: new Map([["onnx/vision_model.onnx", new Uint8Array(1000)]]),
  });
  onTestFinished(() => hub.close());
  return hub;
}

/** Files of CLIP's names and sizes, without its bytes. */
async function fillCache(cacheDirectory: string) {
  const folder = await modelPath("clip-vit-b32", { cacheDirectory });
  const sizes = {
    "onnx/vision_model.onnx": 351_685_709,
    "onnx/text_model.onnx": 254_058_553,
    "tokenizer.json": 2_224_119,
  };
  for (const [name, size] of Object.entries(sizes)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    const file = await open(join(folder, name), "w");
    await file.truncate(size);
    await file.close();
  }
}

test("CLIP where it is cached, without a word", async () => {
  const cacheDirectory = await temporaryFolder();
  await fillCache(cacheDirectory);
  const chosen: ModelChoice[] = [];
  await chooseModel({
    interactive: false,
    models: { cacheDirectory },
    onChoice: (choice) => chosen.push(choice),
  });
  expect(chosen).toEqual([{ model: "clip-vit-b32", message: null }]);
});

test("without a person nothing is fetched, not even asked", async () => {
  const hub = await hubOfClip();
  const cacheDirectory = await temporaryFolder();
  const models = { cacheDirectory, endpoint: hub.url };
  const choice = await chooseModel({ interactive: false, models });
  expect(choice).toEqual({
    model: "mini",
    message: `Using the small built-in model mini: clip-vit-b32 is not in the cache. For better results and text search, get CLIP and make the index again: revimg models pull clip-vit-b32 --cache ${cacheDirectory}`,
  });
  expect(hub.requests).toEqual([]);
});

test("offline nothing is asked either", async () => {
  const hub = await hubOfClip();
  const models = { cacheDirectory: await temporaryFolder(), endpoint: hub.url, offline: true };
  const choice = await chooseModel({ interactive: true, models });
  expect(choice).toMatchObject({ model: "mini", message: expect.stringContaining("offline") });
  expect(hub.requests).toEqual([]);
});

test("mini where the hub is not there", async () => {
  const hub = await hubOfClip();
  await hub.close();
  const models = { cacheDirectory: await temporaryFolder(), endpoint: hub.url };
  const choice = await chooseModel({ interactive: true, models });
  expect(choice).toMatchObject({ model: "mini", message: expect.stringContaining("not answer") });
});

test("a person is told the size before the download, and may decline", async () => {
  const hub = await hubOfClip();
  const models = { cacheDirectory: await temporaryFolder(), endpoint: hub.url };
  const offers: unknown[] = [];
  const choice = await chooseModel({
    interactive: true,
    models,
    onFetch: (offer) => {
      offers.push(offer);
      return false;
    },
  });
  expect(offers).toEqual([{ model: "clip-vit-b32", bytes: 607_968_381 }]);
  expect(choice).toMatchObject({ model: "mini", message: expect.stringContaining("declined") });
  expect(hub.requests.map(({ method }) => method)).toEqual(["HEAD"]);
});

test("mini when the download fails, with the reason", async () => {
  const hub = await hubOfClip();
  const models = { cacheDirectory: await temporaryFolder(), endpoint: hub.url };
  const choice = await chooseModel({ interactive: true, models });
  expect(choice).toMatchObject({
    model: "mini",
    message: expect.stringContaining("1000 bytes instead of 351685709"),
  });
});

test("an abort while the hub is asked rejects with its reason", async () => {
  const controller = new AbortController();
  const hub = await startHub({
    ...source!,
    files: new Map([["onnx/vision_model.onnx", new Uint8Array(1000)]]),
    fault: () => {
      controller.abort("enough");
      return { kind: "hang", afterBytes: 0 };
    },
  });
  onTestFinished(() => hub.close());
  const models = { cacheDirectory: await temporaryFolder(), endpoint: hub.url };
  const { signal } = controller;
  await expect(chooseModel({ interactive: true, models, signal })).rejects.toBe("enough");
});
