import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { pullModel } from "./pull-model.js";
import { resolveModel } from "./resolve-model.js";
import {
  describeFile,
  hubModel,
  imageManifest,
  imagePath,
  randomBytes,
  sha256,
} from "./test-hub-model.js";
import { isModelCached, modelBytes, modelPath, verifyModel } from "./verify-model.js";

/** A model whose files lie beside its manifest. */
async function ownModel(size = 1000) {
  const folder = await temporaryFolder();
  const bytes = randomBytes(4, size);
  const reference = join(folder, "manifest.json");
  const path = join(folder, "model.onnx");
  await writeFile(path, bytes);
  // Times in whole seconds can be set again exactly.
  await utimes(path, 1_700_000_000, 1_700_000_000);
  await writeFile(reference, JSON.stringify(imageManifest(describeFile("model.onnx", bytes))));
  return { folder, bytes, reference, path, options: { cacheDirectory: join(folder, "cache") } };
}

test("mini's files are in the package, and they are the ones that its manifest names", async () => {
  const mini = await resolveModel("mini");
  expect(mini.manifest.id).toBe("mini-2");
  const path = await mini.file("image");
  expect(sha256(await readFile(path))).toBe(mini.entry("image").sha256);
  expect(JSON.parse(await readFile(await mini.file("labels"), "utf8"))).toHaveLength(200);
  await expect(mini.file("text")).rejects.toMatchObject({ code: "unsupported" });
  await expect(resolveModel("mini", { dtype: "int8" })).rejects.toMatchObject({
    code: "invalid_config",
    message: "The model mini has no int8 files. It has fp32.",
  });
});

test("CLIP that is not here: where it should be, and the command that fetches it", async () => {
  const cacheDirectory = await temporaryFolder();
  const clip = await resolveModel("clip-vit-b32", { cacheDirectory, dtype: "fp16" });
  const path = join(
    await modelPath("clip-vit-b32", { cacheDirectory }),
    "onnx/vision_model_fp16.onnx",
  );
  await expect(clip.file("image")).rejects.toMatchObject({
    code: "model_unavailable",
    retryable: false,
    message: `The file onnx/vision_model_fp16.onnx of the model clip-vit-b32 is not at ${path}. Fetch it: revimg models pull clip-vit-b32 --dtype fp16 --cache ${cacheDirectory}`,
  });
  const offline = await resolveModel("clip-vit-b32", { cacheDirectory, offline: true });
  await expect(offline.file("tokenizer")).rejects.toMatchObject({
    code: "model_unavailable",
    message: expect.stringContaining("set to offline"),
  });
  expect(await isModelCached("clip-vit-b32", { cacheDirectory })).toBe(false);
  expect(await modelBytes("clip-vit-b32")).toBe(351_685_709 + 254_058_553 + 2_224_119);
  expect(await modelBytes("clip-vit-b32", { parts: ["image"] })).toBe(351_685_709);
});

test("the words for CLIP's tags are in the package", async () => {
  const clip = await resolveModel("clip-vit-b32");
  const words: unknown[] = JSON.parse(await readFile(await clip.file("vocabulary"), "utf8"));
  expect(words.length).toBeGreaterThanOrEqual(1500);
  expect(words[0]).toEqual({ name: expect.any(String), hypernyms: expect.any(Array) });
});

test("CLIP in the platform's own cache needs no folder in the command", async () => {
  vi.stubEnv("HOME", await temporaryFolder());
  vi.stubEnv("USERPROFILE", process.env.HOME);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const clip = await resolveModel("clip-vit-b32", { dtype: "int8" });
  await expect(clip.file("tokenizer")).rejects.toMatchObject({
    message: expect.stringMatching(/Fetch it: revimg models pull clip-vit-b32$/),
  });
  await expect(clip.file("text")).rejects.toMatchObject({
    message: expect.stringMatching(/Fetch it: revimg models pull clip-vit-b32 --dtype int8$/),
  });
});

test("a manifest of one's own, with its files beside it", async () => {
  const { reference, path, folder, options } = await ownModel();
  const model = await resolveModel(reference, options);
  expect(model).toMatchObject({ reference, directory: folder, dtype: "fp32" });
  expect(await model.file("image")).toBe(path);
  await writeFile(path, randomBytes(5, 1000));
  await expect(model.file("image")).rejects.toMatchObject({ code: "model_corrupt" });
  await writeFile(path, "");
  await expect(model.file("image")).rejects.toMatchObject({ code: "model_corrupt" });
});

test("a pulled model's corrupt file is found when it is used, with the command that mends it", async () => {
  const { reference, options, path, bytes } = await hubModel();
  await pullModel(reference, options);
  const { cacheDirectory } = options;
  const model = await resolveModel(reference, { cacheDirectory: cacheDirectory! });
  expect(await model.file("image")).toBe(path);
  const broken = Uint8Array.from(bytes);
  broken[1_000_000]! ^= 1;
  await writeFile(path, broken);
  await expect(model.file("image")).rejects.toMatchObject({
    code: "model_corrupt",
    message: expect.stringContaining(
      `Fetch it again: revimg models pull ${reference} --cache ${cacheDirectory}`,
    ),
  });
  await pullModel(reference, options);
  expect(await model.file("image")).toBe(path);
});

test("a large file is hashed again when its size or time has changed, and not otherwise", async () => {
  const { reference, path, bytes, options } = await ownModel(17_000_000);
  const model = await resolveModel(reference, options);
  await model.file("image");
  const broken = Uint8Array.from(bytes);
  broken[5]! ^= 1;
  await writeFile(path, broken);
  await utimes(path, 1_700_000_000, 1_700_000_000);
  // The same size and time: nobody looks.
  expect(await model.file("image")).toBe(path);
  await utimes(path, 1_700_000_001, 1_700_000_001);
  await expect(model.file("image")).rejects.toMatchObject({ code: "model_corrupt" });
  await writeFile(path, bytes);
  expect(await model.file("image")).toBe(path);
});

test("verify hashes whatever was found before, and a use after it does too", async () => {
  const { reference, path, bytes, options } = await ownModel(17_000_000);
  const verify = async () => (await verifyModel(reference, options)).map(({ state }) => state);
  expect(await verify()).toEqual(["ok"]);
  const broken = Uint8Array.from(bytes);
  broken[5]! ^= 1;
  await writeFile(path, broken);
  await utimes(path, 1_700_000_000, 1_700_000_000);
  expect(await verify()).toEqual(["corrupt"]);
  const model = await resolveModel(reference, options);
  await expect(model.file("image")).rejects.toMatchObject({ code: "model_corrupt" });
});

test("verify tells each file, and what to do", async () => {
  const { reference, options, path } = await hubModel({ text: true });
  const { cacheDirectory } = options;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, "too short");
  const verified = await verifyModel(reference, { cacheDirectory: cacheDirectory! });
  expect(verified.map(({ file, state }) => [file, state])).toEqual([
    [imagePath, "corrupt"],
    ["onnx/text.onnx", "missing"],
    ["tokenizer.json", "missing"],
  ]);
  for (const { advice } of verified) expect(advice).toContain("revimg models pull");
  await pullModel(reference, options);
});

test("a name that is no model is refused with those that there are", async () => {
  await expect(resolveModel("clip")).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining("clip-vit-b32 and mini"),
  });
});

test.each([
  [{ cacheDirectory: "" }, "models.cacheDirectory"],
  [{ endpoint: "huggingface.co" }, "models.endpoint"],
  [{ proxy: "ftp://me:secret@proxy" }, "models.proxy"],
  [{ offline: "yes" }, "models.offline"],
  [{ mirror: "x" }, "models.mirror"],
])("a wrong option %j is named, without its value", async (options, option) => {
  const failure = await resolveModel("mini", options as object).catch((error) => error);
  expect(failure).toMatchObject({ code: "invalid_config", details: { option } });
  expect(failure.message).not.toContain("secret");
});
