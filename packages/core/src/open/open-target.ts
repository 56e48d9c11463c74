import type { ReindexOptions } from "../api/reindex.js";
import { isSameModel, readManifest } from "../engine/index-manifest.js";
import { resolveModel } from "../model-files/resolve-model.js";
import { beginMove } from "../reindex/reindex-state.js";
import type { Target } from "../reindex/run-reindex.js";
import { indexModel } from "./index-model.js";
import { loadModel } from "./load-model.js";
import { makeEngine } from "./make-engine.js";
import { closeAll, type OpenedStores } from "./open-stores.js";
import type { Settings } from "./read-options.js";

interface OpenedTarget extends Target {
  close(): Promise<void>;
}

/** Opens what an index moves to; resolves to null when the index has that model already. */
export type OpenTarget = (
  options: Pick<ReindexOptions, "model" | "dtype">,
) => Promise<OpenedTarget | null>;

/** A second engine beside the live one: another model, on another space of the same stores. */
export function targetOpener(stores: OpenedStores, settings: Settings): OpenTarget {
  return async ({ model: reference, dtype }) => {
    const model = await resolveModel(reference, { ...settings.models, ...(dtype && { dtype }) });
    const { metadata, collection } = stores;
    const manifest = (await readManifest(metadata))!;
    const facts = indexModel(model);
    if (isSameModel(manifest.model, facts)) return null;
    const opened: (() => Promise<void>)[] = [];
    try {
      const embedder = await loadModel(Promise.resolve(model), settings);
      opened.push(() => embedder.close());
      const space = await beginMove(metadata, manifest, collection, facts);
      const vectors = stores.vectors.clone();
      opened.push(() => vectors.close());
      await vectors.open({ space: space.space, dimension: facts.dimension });
      const parts = { model, embedder, vectors, space: space.space };
      const { engine, close } = makeEngine(stores, settings, parts);
      opened.push(close);
      return { engine, space, close: () => closeAll(opened) };
    } catch (error) {
      // The first failure is the cause.
      await closeAll(opened).catch(() => {});
      throw error;
    }
  };
}
