import type { Engine } from "../engine/engine.js";
import { type Manifest, readManifest, replaceManifest } from "../engine/index-manifest.js";
import { endMove, readMove } from "./reindex-state.js";
import { dropTags } from "./waiting-tags.js";

type Stores = Pick<Engine, "metadata" | "vectors" | "blobs">;

/** Removes the vectors of models that the index had before. Resolves to how many models there were. */
export async function dropPrevious(
  { metadata, vectors }: Stores,
  signal: AbortSignal | undefined,
): Promise<number> {
  const manifest = (await readManifest(metadata)) as Manifest;
  const { previous = [], ...kept } = manifest;
  for (const { space } of previous) await vectors.drop(space, { signal });
  // Last: what a kill interrupts, the next call finishes.
  if (previous.length > 0) await replaceManifest(metadata, manifest, kept);
  return previous.length;
}

/** Gives up a move that was begun. Resolves to 1, or to 0 when there is none. */
export async function dropUnfinished(
  { metadata, vectors, blobs }: Stores,
  signal: AbortSignal | undefined,
): Promise<number> {
  const begun = await readMove(metadata);
  if (!begun) return 0;
  const isLive = (await readManifest(metadata))?.space === begun.space;
  if (!isLive) {
    await vectors.drop(begun.space, { signal });
    await dropTags({ blobs, space: begun.space }, signal);
  }
  await endMove(metadata);
  return isLive ? 0 : 1;
}
