import type { Dtype } from "../api/options.js";
import type { Embedder } from "../inference/embedder.js";
import { RevimgError } from "../lib/errors.js";
import type { MetadataStore } from "../stores/metadata-store.js";

/** What an index was made with. Written once, when the index is new. */
export interface Manifest {
  /** Version of this record's own form. */
  format: 1;
  model: IndexModel;
  /** The vector space that searches use. */
  space: string;
}

interface IndexModel {
  /** How `createRevimg` finds the model again: a built-in name, or the path of a manifest. */
  reference: string;
  id: string;
  /** SHA-256 of the file of the image model. */
  hash: string;
  dtype: Dtype;
  dimension: number;
  preprocessing: number;
}

const key = "manifest";

/** The manifest of an index; null when the index is new. */
export async function readManifest(metadata: MetadataStore): Promise<Manifest | null> {
  const text = await metadata.getMeta(key);
  return text === null ? null : (JSON.parse(text) as Manifest);
}

/** Writes the manifest of a new index. Resolves to the one that it has: somebody else may have been first. */
export async function writeManifest(
  metadata: MetadataStore,
  manifest: Manifest,
): Promise<Manifest> {
  await metadata.setMeta(key, JSON.stringify(manifest), { expected: null });
  return (await readManifest(metadata))!;
}

/** Writes the manifest of a new index, or makes sure that an existing one is of the same model. */
export async function openManifest(
  metadata: MetadataStore,
  { collection, reference }: { collection: string; reference: string },
  { id, hash, dtype, dimension, preprocessing }: Embedder,
): Promise<Manifest> {
  const model: IndexModel = { reference, id, hash, dtype, dimension, preprocessing };
  const fresh: Manifest = { format: 1, model, space: `${collection}-${hash.slice(0, 12)}-1` };
  const manifest = await writeManifest(metadata, fresh);
  const found = manifest.model;
  if (manifest.format === 1 && found.hash === hash && found.preprocessing === preprocessing) {
    return manifest;
  }
  // The built-in model, or the one behind a path, may have been replaced by a better one.
  const isReplaced = found.reference === reference;
  throw new RevimgError(
    "index_mismatch",
    `This index was made with the model ${describe(found)}, not with ${describe(model)}; their vectors can't be compared. ` +
      `${isReplaced ? "Index the pictures again" : "Open it without naming a model, or index"} into a new folder: revimg index <folder> --data <new folder>.`,
    { details: { found, expected: model } },
  );
}

function describe({ id, dtype, preprocessing }: IndexModel): string {
  return `${id} (${dtype}, preprocessing ${preprocessing})`;
}
