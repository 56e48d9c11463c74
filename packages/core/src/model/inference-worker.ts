import { parentPort, workerData } from "node:worker_threads";
import { RevimgError, toPlainError } from "../errors.js";
import type { WorkerAnswer } from "../worker-client.js";
import type {
  EmbeddingOutcome,
  InferenceCall,
  InferenceWorkerData,
  LoadedModelInfo,
} from "./inference-protocol.js";
import { type ModelFiles, readModelFiles } from "./model-files.js";
import { insideNativeGuard } from "./native-guard.js";
import { preprocessingVersion, writeModelInput } from "./preprocess.js";
import type { RgbPixels } from "./resize.js";
import { type LoadedModel, loadModel } from "./runtime.js";
import { tagsOf } from "./tags.js";

/**
 * The thread that runs the model. Inference blocks the thread that asks for it,
 * and so does making the model's input from pixels: both happen here, away from
 * the caller's event loop.
 */
const { modelDirectory, threads, runtime, guard } = workerData as InferenceWorkerData;
const port = parentPort!;
let files: ModelFiles | undefined;
let model: LoadedModel | undefined;

async function load(): Promise<LoadedModelInfo> {
  files = await readModelFiles(new URL(modelDirectory));
  const { manifest, model: content } = files;
  if (manifest.preprocessing !== preprocessingVersion) {
    throw new RevimgError(
      "model_corrupt",
      `The model ${manifest.id} wants preprocessing version ${manifest.preprocessing}, this package has ${preprocessingVersion}. Install @revimg/core again.`,
    );
  }
  const options = { inputTensor: manifest.input.tensor, threads, runtime };
  model = await insideNativeGuard(guard, () => loadModel(content, options));
  return {
    id: manifest.id,
    dimension: manifest.embedding.dimension,
    hash: manifest.files.model.sha256,
    preprocessing: manifest.preprocessing,
    runtime: model.runtime,
    nativeProblem: model.nativeProblem,
  };
}

async function embed(images: RgbPixels[]): Promise<EmbeddingOutcome[]> {
  const { manifest, labels } = files!;
  const { size } = manifest.input;
  const inputLength = 3 * size * size;
  const input = new Float32Array(images.length * inputLength);
  images.forEach((image, index) => {
    const target = input.subarray(index * inputLength, (index + 1) * inputLength);
    writeModelInput(image, manifest.input, target);
  });
  const [vectors, logits] = await insideNativeGuard(guard, () =>
    model!.run(
      input,
      [images.length, 3, size, size],
      [manifest.embedding.tensor, manifest.tags.tensor],
    ),
  );
  const { dimension } = manifest.embedding;
  if (
    vectors?.length !== images.length * dimension ||
    logits?.length !== images.length * labels.length
  ) {
    throw new RevimgError(
      "model_corrupt",
      `The model ${manifest.id} gave ${vectors?.length} and ${logits?.length} values for ${images.length} pictures; its manifest says ${dimension} and ${labels.length} each.`,
    );
  }
  return images.map((_, index) => {
    const vector = normalized(vectors.subarray(index * dimension, (index + 1) * dimension));
    const row = logits.subarray(index * labels.length, (index + 1) * labels.length);
    if (vector === undefined || !row.every(Number.isFinite)) {
      const error = new RevimgError(
        "model_corrupt",
        `The model ${manifest.id} gave no usable embedding for this picture.`,
      );
      return { error: toPlainError(error, "model_corrupt") };
    }
    return { embedding: { vector, tags: tagsOf(row, labels, manifest.tags.minConfidence) } };
  });
}

/** A copy of L2 norm 1; undefined when a value is not finite, or all are 0. */
function normalized(values: Float32Array): Float32Array | undefined {
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  if (!Number.isFinite(norm) || norm === 0) return undefined;
  return values.map((value) => value / norm);
}

port.on("message", async ({ call, method, args }: InferenceCall) => {
  let answer: WorkerAnswer;
  try {
    answer = { call, result: method === "load" ? await load() : await embed(...args) };
  } catch (error) {
    answer = { call, error: toPlainError(error, "model_unavailable") };
  }
  port.postMessage(answer);
});
