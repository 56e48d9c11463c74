import { type ModelShape, modelShapes } from "@revimg/testing/model-shapes";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { geometryOf, scalingOf } from "../model-files/manifest-input.js";
import { type ResolvedModel, resolveModel } from "../model-files/resolve-model.js";
import { makeInput } from "../pictures/resize/make-input.js";
import { noisePixels } from "../pictures/test-pictures.js";
import { createEmbedder } from "./create-embedder.js";
import { preparedInput } from "./embedder.js";
import { floatsFromHalves, halvesFromFloats } from "./half-floats.js";
import { shapedModel } from "./test-shapes.js";
import { normalized } from "./vectors.js";

const picture = noisePixels(200, 110);
const image = { pixels: picture.pixels, pixelWidth: 200, pixelHeight: 110 };

const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

/** The tokens, or the vector, that the ONNX file gives for the picture: no code of ours runs it. */
async function rawOutput({ manifest, file }: ResolvedModel, half: boolean): Promise<Float32Array> {
  const { input, output } = manifest.image;
  const geometry = geometryOf(input);
  const { mean, std } = scalingOf(input);
  const pixels = makeInput(picture, geometry);
  const plane = geometry.width * geometry.height;
  const values = new Float32Array(3 * plane);
  pixels.forEach((value, at) => {
    const channel = at % 3;
    const place = channel * plane + Math.floor(at / 3);
    values[place] = (value / 255 - mean[channel]!) / std[channel]!;
  });
  const session = await InferenceSession.create(await file("image"));
  const shape = [1, 3, geometry.height, geometry.width];
  const halves = halvesFromFloats(values);
  const tensor = half
    ? Object.assign(new Tensor("float16", halves, shape), { cpuData: halves })
    : new Tensor("float32", values, shape);
  const results = await session.run({ [input.tensor]: tensor });
  const { data } = results[output.tensor]!;
  return data instanceof Uint16Array
    ? floatsFromHalves(data)
    : Float32Array.from(data as Float32Array);
}

const dimension = 64;

/** How each manifest says that its vector is made, written out once more. */
const vectorOf: Record<ModelShape, (output: Float32Array) => Float32Array> = {
  siglip: (output) => output,
  dino: (output) => output.subarray(0, dimension),
  external: (output) => output.subarray(0, dimension),
  half: (output) => output.subarray(0, dimension),
  wide(output) {
    const patches = output.length / dimension - 1;
    expect(patches).toBe((96 / 8) * (48 / 8));
    return Float32Array.from({ length: dimension }, (_, index) => {
      let sum = 0;
      for (let token = 1; token <= patches; token += 1) sum += output[token * dimension + index]!;
      return sum / patches;
    });
  },
};

describe.each(modelShapes)("a model like %s", (shape) => {
  test.each(["onnxruntime-node", "onnxruntime-web"] as const)("on %s", async (runtime) => {
    const model = await shapedModel(shape);
    const expected = normalized(vectorOf[shape](await rawOutput(model, shape === "half")))!;
    const embedder = await createEmbedder({ model, runtime });
    try {
      const [first, second] = await Promise.all([
        embedder.embed(image, { priority: "query" }),
        embedder.embed(image, { priority: "query" }),
      ]);
      expect(first.vector).toHaveLength(dimension);
      expect(dot(first.vector, expected)).toBeGreaterThan(0.99999);
      expect(second.vector).toEqual(first.vector);
      // A picture that is the model's input already is not resized again.
      const ready = preparedInput(makeInput(picture, embedder.input), embedder.input);
      const again = await embedder.embed(ready, { priority: "query" });
      expect(dot(again.vector, first.vector)).toBeGreaterThan(0.999999);
    } finally {
      await embedder.close();
    }
  });
});

test("the fp16 weights give nearly the vectors of fp32", async () => {
  const model = await shapedModel("dino");
  const half = await resolveModel(model.reference, { dtype: "fp16" });
  const vectors: Float32Array[] = [];
  for (const each of [model, half]) {
    const embedder = await createEmbedder({ model: each });
    vectors.push((await embedder.embed(image, { priority: "query" })).vector);
    await embedder.close();
  }
  expect(dot(vectors[0]!, vectors[1]!)).toBeGreaterThan(0.9999);
  expect(vectors[0]).not.toEqual(vectors[1]);
});

test("a manifest that pools an output without tokens is refused with what the file has", async () => {
  const model = await shapedModel("siglip");
  model.manifest.image.output.pooling = "cls";
  await expect(createEmbedder({ model })).rejects.toMatchObject({
    code: "model_corrupt",
    message: expect.stringMatching(/pooler_output .*\[any, any, 64\].*\[any, 64\]/),
  });
});

test("tokens that don't count are at least one less than there are", async () => {
  const model = await shapedModel("wide");
  model.manifest.image.output.prefixTokens = 73;
  const embedder = await createEmbedder({ model });
  await expect(embedder.embed(image, { priority: "query" })).rejects.toMatchObject({
    code: "model_corrupt",
  });
  await embedder.close();
});
