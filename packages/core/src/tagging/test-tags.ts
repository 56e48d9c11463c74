import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildClipModel } from "@revimg/testing/clip-model";
import type { RevimgOptions } from "../api/options.js";
import type { ModelLabel } from "../inference/tags.js";
import type { ModelManifest } from "../model-files/model-manifest.js";
import { temporaryFolder } from "../testing/temporary.js";

export interface TaggingModel {
  /** Path of its manifest. */
  reference: string;
  folder: string;
  cacheDirectory: string;
  manifest: ModelManifest;
  words: readonly ModelLabel[];
  /** For `openIndex`. */
  options: RevimgOptions;
}

/** Words of which every third shares a wider word. */
export function someWords(count: number): ModelLabel[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `word ${i}`,
    hypernyms: [`third ${i % 3}`, "thing"],
  }));
}

/** A model of CLIP's shape with zero-shot tags, and a cache, in folders of their own. */
export async function taggingModel(words: readonly ModelLabel[]): Promise<TaggingModel> {
  const folder = await temporaryFolder();
  const cacheDirectory = join(folder, "cache");
  await buildClipModel({
    directory: folder,
    size: "tiny",
    id: "tagging-1",
    tags: { vocabulary: "words.json", minConfidence: 0.02 },
  });
  await writeFile(join(folder, "words.json"), JSON.stringify(words));
  const reference = join(folder, "manifest.json");
  const manifest = JSON.parse(await readFile(reference, "utf8")) as ModelManifest;
  const options = { model: reference, models: { cacheDirectory } };
  return { reference, folder, cacheDirectory, manifest, words, options };
}
