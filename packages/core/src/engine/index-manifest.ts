import type { Dtype } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import type { MetadataStore } from "../stores/metadata-store.js";

/** What an index was made with. Written when the index is new, and when it moves to another model. */
export interface Manifest {
  /** Version of this record's own form. */
  format: 1;
  model: IndexModel;
  /** The vector space that searches use. */
  space: string;
  /** What the index had before, as long as the vectors are kept. The latest comes last. */
  previous?: IndexSpace[];
}

/** A vector space and the model of its vectors. */
export interface IndexSpace {
  model: IndexModel;
  space: string;
}

export interface IndexModel {
  /** How `createRevimg` finds the model again: a built-in name, or the path of a manifest. */
  reference: string;
  id: string;
  /** What makes the vectors: see `imageModelHash`. */
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

/** Replaces the manifest. Resolves to false, and changes nothing, when it is not `from` any more. */
export function replaceManifest(
  metadata: MetadataStore,
  from: Manifest,
  to: Manifest,
): Promise<boolean> {
  return metadata.setMeta(key, JSON.stringify(to), { expected: JSON.stringify(from) });
}

/** Whether the vectors of two models can be compared. */
export function isSameModel(a: IndexModel, b: IndexModel): boolean {
  return a.hash === b.hash && a.preprocessing === b.preprocessing;
}

/**
 * Writes the manifest of a new index. Resolves to the manifest that the index has:
 * another process may have been first.
 */
export async function writeManifest(
  metadata: MetadataStore,
  manifest: Manifest,
): Promise<Manifest> {
  await metadata.setMeta(key, JSON.stringify(manifest), { expected: null });
  return (await readManifest(metadata))!;
}

/**
 * Checks that an index was made with this model. A new index gets its manifest once
 * `isLoaded` resolves: a model that can't be loaded leaves nothing behind.
 */
export async function openManifest(
  metadata: MetadataStore,
  { collection, reference }: { collection: string; reference: string },
  model: Omit<IndexModel, "reference">,
  isLoaded: Promise<unknown>,
): Promise<Manifest> {
  const expected: IndexModel = { reference, ...model };
  const manifest = (await readManifest(metadata)) ?? (await writeFirst());
  const found = manifest.model;
  if (manifest.format === 1 && isSameModel(found, expected)) return manifest;
  // A better model may have replaced the built-in one, or the one at a path.
  const isReplaced = found.reference === reference;
  throw new RevimgError(
    "index_mismatch",
    `This index was made with the model ${describe(found)}, not with ${describe(expected)}; their vectors can't be compared. ` +
      (isReplaced
        ? "Index the pictures again into a new folder: revimg index <folder> --data <new folder>."
        : `Open it without naming a model, or move it to the other one: revimg reindex --model ${reference}.`),
    { details: { found, expected } },
  );

  async function writeFirst(): Promise<Manifest> {
    await isLoaded;
    const space = spaceName(collection, expected, 1);
    return writeManifest(metadata, { format: 1, model: expected, space });
  }
}

export function spaceName(collection: string, { hash }: IndexModel, number: number): string {
  return `${collection}-${hash.slice(0, 12)}-${number}`;
}

export function describe({ id, dtype, preprocessing }: IndexModel): string {
  return `${id} (${dtype}, preprocessing ${preprocessing})`;
}
