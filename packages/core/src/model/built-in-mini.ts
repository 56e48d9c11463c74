import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ModelFile, ModelManifest } from "../models/model-manifest.js";
import { resolveModel } from "../models/resolve-model.js";
import type { EmbedderModel } from "./embedder.js";
import { builtInModelDirectory } from "./model-files.js";

interface FirstFormat {
  format: 1;
  id: string;
  description: string;
  license: string;
  files: { model: ModelFile; labels: ModelFile };
  input: ModelManifest["image"]["input"];
  preprocessing: number;
  embedding: { tensor: string; dimension: number };
  tags: { tensor: string; minConfidence: number };
}

/** The built-in model, whichever format its manifest has. */
export async function builtInMini(): Promise<EmbedderModel> {
  const directory = builtInModelDirectory("mini");
  const json = await readFile(new URL("manifest.json", directory), "utf8");
  const first = JSON.parse(json) as FirstFormat | ModelManifest;
  if (first.format === 2) return resolveModel("mini");
  const { id, description, license, files, input, preprocessing, embedding, tags } = first;
  const { tensor, size, mean, std } = input;
  const entries = { image: files.model, labels: files.labels } as const;
  const entry = (role: string) => entries[role as keyof typeof entries];
  return {
    manifest: {
      format: 2,
      id,
      description,
      license,
      dimension: embedding.dimension,
      preprocessing,
      image: {
        files: { fp32: files.model },
        input: { tensor, size, mean, std },
        output: { tensor: embedding.tensor },
      },
      tags: { kind: "classifier", ...tags, labels: files.labels },
    },
    dtype: "fp32",
    entry,
    file: async (role) => fileURLToPath(new URL(entry(role).path, directory)),
  };
}
