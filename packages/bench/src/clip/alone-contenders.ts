import { availableParallelism } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { decodeImage, workingSideFor } from "../../../core/src/pictures/decode.js";
import { defaultImageLimits as limits } from "../../../core/src/pictures/limits.js";
import { type Contender, type ContenderOptions, inLanes, inputSize } from "./contender.js";

/** The model without anything around it: one input, over and over, for as many pictures. */
export async function createModelAlone({
  modelFolder,
  threads,
}: ContenderOptions): Promise<Contender> {
  const session = await InferenceSession.create(join(modelFolder, "vision.onnx"), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  const inputs = new Map<number, Tensor>();
  const inputOf = (count: number) => {
    const values = new Float32Array(count * 3 * inputSize * inputSize);
    for (let index = 0; index < values.length; index++) values[index] = Math.sin(index);
    return new Tensor("float32", values, [count, 3, inputSize, inputSize]);
  };
  return {
    async embed(jpegs, batch) {
      for (let start = 0; start < jpegs.length; start += batch) {
        const count = Math.min(batch, jpegs.length - start);
        const input = inputs.get(count) ?? inputOf(count);
        inputs.set(count, input);
        await session.run({ pixel_values: input }, ["image_embeds"]);
      }
    },
  };
}

/** Decoding without a model, as this project decodes for CLIP, one picture a core. */
export async function createDecodingAlone(): Promise<Contender> {
  const workingSide = workingSideFor(inputSize);
  return {
    embed: (jpegs) =>
      inLanes(jpegs, availableParallelism(), (jpeg) => decodeImage(jpeg, { limits, workingSide })),
  };
}
