import { availableParallelism } from "node:os";
import { join } from "node:path";
import { decodeImage, workingSideFor } from "../../../core/src/pictures/decode.js";
import { defaultImageLimits as limits } from "../../../core/src/pictures/limits.js";
import { openModelAlone } from "../lib/work-limit.js";
import { type Contender, type ContenderOptions, inLanes, inputSize } from "./contender.js";

/** The model without anything around it: one input, over and over, for as many pictures. */
export async function createModelAlone({
  modelFolder,
  threads,
}: ContenderOptions): Promise<Contender> {
  const run = await openModelAlone({
    path: join(modelFolder, "vision.onnx"),
    input: "pixel_values",
    outputs: ["image_embeds"],
    inputSize,
    threads,
  });
  return {
    async embed(jpegs, batch) {
      for (let start = 0; start < jpegs.length; start += batch) {
        await run(Math.min(batch, jpegs.length - start));
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
