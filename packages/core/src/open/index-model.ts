import { type IndexModel, readManifest } from "../engine/index-manifest.js";
import { chooseModel } from "../model-files/choose-model.js";
import { imageModelHash } from "../model-files/model-hash.js";
import { type ResolvedModel, resolveModel } from "../model-files/resolve-model.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import type { Settings } from "./read-options.js";

/** What the options say about the model. */
type Wanted = Pick<Settings, "model" | "models" | "inference">;

/**
 * The model that the options name; null for `auto`. Call it before a store is opened: a
 * wrong name should leave nothing behind.
 */
export async function namedModel({
  model,
  models,
  inference,
}: Wanted): Promise<ResolvedModel | null> {
  if (model === "auto") return null;
  return resolveModel(model, { ...models, ...pick(inference) });
}

/** What the index's manifest says of a model. */
export function indexModel({ reference, manifest, dtype }: ResolvedModel): IndexModel {
  const { id, dimension, preprocessing } = manifest;
  return { reference, id, hash: imageModelHash(manifest, dtype), dtype, dimension, preprocessing };
}

/** The model that `auto` means: the index's own, else the best one that is here. */
export async function modelOfIndex(
  metadata: MetadataStore,
  { models, inference }: Wanted,
): Promise<ResolvedModel> {
  const manifest = await readManifest(metadata);
  if (manifest) {
    const { reference, dtype } = manifest.model;
    return resolveModel(reference, { ...models, dtype, ...pick(inference) });
  }
  const options = { ...models, ...pick(inference) };
  const { model } = await chooseModel({ interactive: false, models, ...pick(inference) });
  return resolveModel(model, model === "mini" ? models : options);
}

function pick({ dtype }: Settings["inference"]) {
  return dtype === undefined ? {} : { dtype };
}
