import { join } from "node:path";
import { buildModelShape, type ModelShape } from "@revimg/testing/model-shapes";
import { type ResolvedModel, resolveModel } from "../model-files/resolve-model.js";
import { temporaryFolder } from "../testing/temporary.js";

/** A model with a manifest that says more than CLIP's, for one test. */
export async function shapedModel(shape: ModelShape): Promise<ResolvedModel> {
  const folder = await temporaryFolder();
  await buildModelShape(shape, folder);
  return resolveModel(join(folder, "manifest.json"));
}
