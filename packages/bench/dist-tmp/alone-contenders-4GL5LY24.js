import {
  inLanes,
  inputSize
} from "./chunk-MEM5EQTL.js";
import {
  decodeImage,
  defaultImageLimits,
  workingSideFor
} from "./chunk-5UUQIF2H.js";
import "./chunk-UAWBPTDW.js";

// src/clip/alone-contenders.ts
import { availableParallelism } from "os";
import { join } from "path";
import { InferenceSession, Tensor } from "onnxruntime-node";
async function createModelAlone({
  modelFolder,
  threads
}) {
  const session = await InferenceSession.create(join(modelFolder, "vision.onnx"), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    extra: { session: { intra_op: { allow_spinning: "0" } } }
  });
  const inputs = /* @__PURE__ */ new Map();
  const inputOf = (count) => {
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
    }
  };
}
async function createDecodingAlone() {
  const workingSide = workingSideFor(inputSize);
  return {
    embed: (jpegs) => inLanes(jpegs, availableParallelism(), (jpeg) => decodeImage(jpeg, { limits: defaultImageLimits, workingSide }))
  };
}
export {
  createDecodingAlone,
  createModelAlone
};
//# sourceMappingURL=alone-contenders-4GL5LY24.js.map