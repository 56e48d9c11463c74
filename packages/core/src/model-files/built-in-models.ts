import { fileURLToPath } from "node:url";
import type { ModelManifest } from "./model-manifest.js";
import { readModelManifest } from "./read-manifest.js";

/** Names of the models that revimg knows; their manifests ship with the package. */
export const builtInModels = ["clip-vit-b32", "mini"] as const;

export type BuiltInModel = (typeof builtInModels)[number];

export interface KnownModel {
  /** What `createRevimg({ model })` and the `revimg` command call it. */
  name: BuiltInModel;
  manifest: ModelManifest;
}

/** Every built-in model with its manifest. Nothing is fetched. */
export function knownModels(): Promise<KnownModel[]> {
  return Promise.all(
    builtInModels.map(async (name) => ({
      name,
      manifest: await readModelManifest(builtInManifest(name)),
    })),
  );
}

export function isBuiltIn(reference: string): reference is BuiltInModel {
  return (builtInModels as readonly string[]).includes(reference);
}

export function builtInManifest(name: BuiltInModel): string {
  return fileURLToPath(new URL(`${name}/manifest.json`, modelsFolder()));
}

/** Words for zero-shot tags: JSON, `{ name, hypernyms }[]`. */
export function builtInVocabulary(): string {
  return fileURLToPath(new URL("vocabulary/vocabulary.json", modelsFolder()));
}

/**
 * Lists of words with what is known of them, `{ name, variants?, hypernyms? }[]` as
 * JSON: the vocabulary, additions to it, and the classes of `mini`.
 */
export function builtInWords(): string[] {
  const lists = ["vocabulary/vocabulary.json", "vocabulary/lexicon.json", "mini/labels.json"];
  return lists.map((list) => fileURLToPath(new URL(list, modelsFolder())));
}

/** The folder inside the package, seen from the built and from the source file. */
function modelsFolder(): URL {
  const packageFolder = import.meta.url.endsWith(".ts") ? "../../" : "../";
  return new URL(`${packageFolder}models/`, import.meta.url);
}
