import { readFile } from "node:fs/promises";
import type { ResolvedModel } from "@revimg/core";
import { ImageModel } from "../../../core/src/inference/image-model.js";
import type { InferenceRuntime } from "../../../core/src/inference/runtime.js";
import { type Session, wrapSession } from "../../../core/src/inference/session.js";
import type { ModelLabel } from "../../../core/src/inference/tags.js";
import { geometryOf } from "../../../core/src/model-files/manifest-input.js";
import { decodeImage, workingSideFor } from "../../../core/src/pictures/decode.js";
import { defaultImageLimits } from "../../../core/src/pictures/limits.js";
import { resizedSide } from "../../../core/src/pictures/resize/input-geometry.js";

/** Vectors of picture files, in their order, as Node makes them with one of its two runtimes. */
export async function embedInNode(
  model: ResolvedModel,
  runtime: InferenceRuntime,
  paths: readonly string[],
): Promise<Float32Array[]> {
  const { manifest, dtype } = model;
  const labels =
    manifest.tags?.kind === "classifier"
      ? (JSON.parse(await readFile(await model.file("labels"), "utf8")) as ModelLabel[])
      : [];
  const session = await openSession(runtime, await model.file("image"));
  const images = new ImageModel(session, manifest, dtype, labels);
  const options = {
    limits: defaultImageLimits,
    workingSide: workingSideFor(resizedSide(geometryOf(manifest.image.input))),
  };
  const vectors: Float32Array[] = [];
  for (const path of paths) {
    const { pixels, pixelWidth, pixelHeight } = await decodeImage(await readFile(path), options);
    const [outcome] = await images.embed([{ pixels, width: pixelWidth, height: pixelHeight }]);
    if (!outcome || "error" in outcome) throw new Error(`${path} has no vector.`);
    vectors.push(outcome.value.vector);
  }
  return vectors;
}

async function openSession(runtime: InferenceRuntime, path: string): Promise<Session> {
  if (runtime === "onnxruntime-node") {
    const { InferenceSession, Tensor } = await import("onnxruntime-node");
    return wrapSession(await InferenceSession.create(path), Tensor);
  }
  const { InferenceSession, Tensor, env } = await import("onnxruntime-web");
  env.wasm.numThreads = 1;
  return wrapSession(await InferenceSession.create(await readFile(path)), Tensor);
}
