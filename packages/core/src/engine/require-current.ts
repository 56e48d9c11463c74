import { RevimgError } from "../lib/errors.js";
import type { Engine } from "./engine.js";
import { readManifest } from "./index-manifest.js";

/**
 * Rejects with `index_mismatch` when another process moved the index to another model:
 * new vectors would go into a space that nobody searches any more.
 */
export async function requireCurrent(engine: Engine): Promise<void> {
  const manifest = await readManifest(engine.metadata);
  if (!manifest || manifest.space === engine.space) return;
  throw new RevimgError(
    "index_mismatch",
    `Another process moved this index to the model ${manifest.model.id}. Open it again: what is indexed from then on gets vectors of that model.`,
    { details: { model: manifest.model.id } },
  );
}
