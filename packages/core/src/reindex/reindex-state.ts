import type { IndexModel, IndexSpace, Manifest } from "../engine/index-manifest.js";
import { describe, isSameModel, spaceName } from "../engine/index-manifest.js";
import { RevimgError } from "../lib/errors.js";
import type { MetadataStore } from "../stores/metadata-store.js";

/** The metadata store keeps under this key where a move to another model has come to. */
const key = "reindex";

/** The space that a move fills; null when none is under way. */
export async function readMove(metadata: MetadataStore): Promise<IndexSpace | null> {
  const text = await metadata.getMeta(key);
  return text === null ? null : (JSON.parse(text) as IndexSpace | null);
}

/**
 * The space to fill for this model: the one of a move that was begun, else a new one.
 * Rejects with `invalid_input` when a move to another model has begun.
 */
export async function beginMove(
  metadata: MetadataStore,
  manifest: Manifest,
  collection: string,
  model: IndexModel,
): Promise<IndexSpace> {
  for (;;) {
    const text = await metadata.getMeta(key);
    const begun = text === null ? null : (JSON.parse(text) as IndexSpace | null);
    if (begun && isSameModel(begun.model, model)) return begun;
    if (begun) {
      throw new RevimgError(
        "invalid_input",
        `This index has begun to move to the model ${describe(begun.model)}. Finish that first (revimg reindex --model ${begun.model.reference}), or give it up: revimg reindex --abandon.`,
        { details: { model: begun.model.id } },
      );
    }
    const known = [manifest.space, ...(manifest.previous ?? []).map(({ space }) => space)];
    const space = { model, space: unusedName(collection, model, known) };
    // Another process may begin the same move at the same moment.
    if (await metadata.setMeta(key, JSON.stringify(space), { expected: text })) return space;
  }
}

export async function endMove(metadata: MetadataStore): Promise<void> {
  await metadata.setMeta(key, "null");
}

/** The manifest once the index has moved. */
export function movedManifest(from: Manifest, { model, space }: IndexSpace): Manifest {
  const before = { model: from.model, space: from.space };
  return { format: 1, model, space, previous: [...(from.previous ?? []), before] };
}

function unusedName(collection: string, model: IndexModel, known: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = spaceName(collection, model, number);
    if (!known.includes(name)) return name;
  }
}
