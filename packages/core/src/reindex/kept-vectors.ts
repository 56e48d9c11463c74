import type { KeptModel, KeptVectors } from "../api/reindex.js";
import { type IndexSpace, readManifest } from "../engine/index-manifest.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import { readMove } from "./reindex-state.js";

/** The models whose vectors `dropPrevious` and `dropUnfinished` would remove. */
export async function readKeptVectors(
  metadata: MetadataStore,
  signal: AbortSignal | undefined,
): Promise<KeptVectors> {
  const begun = await readMove(metadata);
  signal?.throwIfAborted();
  const manifest = await readManifest(metadata);
  // A process that was killed after its switch leaves a record of a move to the live space.
  const isUnfinished = begun !== null && begun.space !== manifest?.space;
  return {
    previous: (manifest?.previous ?? []).map(keptModel),
    unfinished: isUnfinished ? keptModel(begun) : null,
  };
}

function keptModel({ model: { id, dimension } }: IndexSpace): KeptModel {
  return { id, dimension };
}
