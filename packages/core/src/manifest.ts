import { RevimgError } from "./errors.js";
import type { Embedder } from "./model/embedder.js";
import type { MetadataStore } from "./stores/metadata-store.js";

/** What an index was made with. Written once, when the index is new. */
export interface Manifest {
  /** Version of this record's own form. */
  format: 1;
  model: { id: string; hash: string; dimension: number; preprocessing: number };
  /** The vector space that searches use. */
  space: string;
}

const key = "manifest";

/** Writes the manifest of a new index, or makes sure that an existing one is of the same model. */
export async function openManifest(
  metadata: MetadataStore,
  collection: string,
  { id, hash, dimension, preprocessing }: Embedder,
): Promise<Manifest> {
  const model = { id, hash, dimension, preprocessing };
  const fresh: Manifest = { format: 1, model, space: `${collection}-${hash.slice(0, 12)}-1` };
  await metadata.setMeta(key, JSON.stringify(fresh), { expected: null });
  const manifest = JSON.parse((await metadata.getMeta(key)) ?? "null") as Manifest;
  const found = manifest.model;
  if (manifest.format === 1 && found.hash === hash && found.preprocessing === preprocessing) {
    return manifest;
  }
  throw new RevimgError(
    "index_mismatch",
    `This index was made with the model ${found.id}, not with ${id} as it is now; their vectors can't be compared. ` +
      "Index into a new folder: revimg index <folder> --data <new folder>.",
    { details: { found, expected: model } },
  );
}
