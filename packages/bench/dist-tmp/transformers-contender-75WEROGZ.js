import {
  dimension,
  inputSize
} from "./chunk-MEM5EQTL.js";
import "./chunk-UAWBPTDW.js";

// src/clip/transformers-contender.ts
import { mkdir, symlink, writeFile } from "fs/promises";
import { join } from "path";
import {
  AutoProcessor,
  CLIPVisionModelWithProjection,
  env,
  RawImage
} from "@huggingface/transformers";
var name = "clip";
async function createTransformersContender({
  modelFolder,
  workDirectory,
  threads
}) {
  await writeModelFolder(join(workDirectory, name), modelFolder);
  env.localModelPath = workDirectory;
  env.allowRemoteModels = false;
  const processor = await AutoProcessor.from_pretrained(name, {});
  const model = await CLIPVisionModelWithProjection.from_pretrained(name, {
    dtype: "fp32",
    device: "cpu",
    session_options: { intraOpNumThreads: threads }
  });
  const embedBatch = async (jpegs) => {
    const images = [];
    for (const jpeg of jpegs) {
      images.push(await RawImage.fromBlob(new Blob([jpeg])));
    }
    const { image_embeds: vectors } = await model(await processor(images));
    if (vectors.dims[0] !== jpegs.length || vectors.dims[1] !== dimension) {
      throw new Error(`transformers.js gave vectors of shape [${vectors.dims}].`);
    }
  };
  return {
    async embed(jpegs, batch) {
      for (let start = 0; start < jpegs.length; start += batch) {
        await embedBatch(jpegs.slice(start, start + batch));
      }
    }
  };
}
async function writeModelFolder(folder, modelFolder) {
  await mkdir(join(folder, "onnx"), { recursive: true });
  await symlink(join(modelFolder, "vision.onnx"), join(folder, "onnx/vision_model.onnx"));
  await writeFile(
    join(folder, "config.json"),
    JSON.stringify({
      model_type: "clip_vision_model",
      architectures: ["CLIPVisionModelWithProjection"],
      projection_dim: dimension
    })
  );
  await writeFile(
    join(folder, "preprocessor_config.json"),
    JSON.stringify({
      feature_extractor_type: "CLIPFeatureExtractor",
      do_resize: true,
      size: inputSize,
      resample: 3,
      do_center_crop: true,
      crop_size: inputSize,
      do_normalize: true,
      image_mean: [0.48145466, 0.4578275, 0.40821073],
      image_std: [0.26862954, 0.26130258, 0.27577711]
    })
  );
}
export {
  createTransformersContender
};
//# sourceMappingURL=transformers-contender-75WEROGZ.js.map