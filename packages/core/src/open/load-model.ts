import { createEmbedder, type Embedder } from "../inference/embedder.js";
import type { ResolvedModel } from "../model-files/resolve-model.js";
import type { Settings } from "./read-options.js";

/** Loads a model as the options say. Rejects as `createEmbedder` does. */
export function loadModel(
  choosing: Promise<ResolvedModel>,
  { inference, tags }: Settings,
): Promise<Embedder> {
  const { workers, threads, device } = inference;
  const model = choosing.then((chosen) => (tags ? chosen : withoutTags(chosen)));
  return createEmbedder({ model, workers, threads, device });
}

/** The model without its tags: the classifier has nothing to do. */
function withoutTags(model: ResolvedModel): ResolvedModel {
  const { tags, ...manifest } = model.manifest;
  return { ...model, manifest };
}
