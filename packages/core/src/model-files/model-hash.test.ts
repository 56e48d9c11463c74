import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { shapedModel } from "../inference/test-shapes.js";
import { imageModelHash, textModelHash } from "./model-hash.js";
import { resolveModel } from "./resolve-model.js";

test("external data is checked like the ONNX file itself", async () => {
  const model = await shapedModel("external");
  const data = join(dirname(await model.file("image")), "model.onnx_data");
  await writeFile(data, new Uint8Array(10));
  await expect(model.file("image")).rejects.toMatchObject({
    code: "model_corrupt",
    details: { file: "onnx/model.onnx_data" },
  });
});

test("all that decides a picture's vector is in the model's hash", async () => {
  const { manifest, dtype } = await shapedModel("external");
  const first = imageModelHash(manifest, dtype);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(first).not.toBe(manifest.image.files.fp32!.sha256);
  const changes: ((image: typeof manifest.image) => void)[] = [
    (image) => {
      image.files.fp32!.externalData![0]!.sha256 = "0".repeat(64);
    },
    ({ input }) => {
      input.resizeTo = 74;
    },
    ({ input }) => {
      input.resize = "squash";
    },
    ({ input }) => {
      input.filter = "lanczos";
    },
    ({ input }) => {
      input.mean = [0, 0, 0.1];
    },
    ({ output }) => {
      output.pooling = "mean";
    },
    ({ output }) => {
      output.tensor = "other";
    },
  ];
  const hashes = changes.map((change) => {
    const changed = structuredClone(manifest);
    change(changed.image);
    return imageModelHash(changed, dtype);
  });
  expect(new Set([first, ...hashes]).size).toBe(changes.length + 1);
});

test("the hash of a model like CLIP is that of its file, as indexes have noted it", async () => {
  const { manifest, dtype, entry } = await resolveModel("mini");
  expect(imageModelHash(manifest, dtype)).toBe(entry("image").sha256);
});

test("what decides a text's vector is in the hash of the text model", async () => {
  const { manifest, entry } = await shapedModel("siglip");
  const { input } = manifest.text!;
  const { padding: _, cleaning: __, ...plain } = input;
  const file = entry("text");
  const hashes = [
    textModelHash(file, input),
    textModelHash(file, { ...input, padding: { length: 64, id: 1 } }),
    textModelHash(file, { ...input, cleaning: "canonical" }),
    textModelHash(file, plain),
  ];
  expect(new Set(hashes).size).toBe(4);
  expect(hashes.at(-1)).toBe(file.sha256);
});
