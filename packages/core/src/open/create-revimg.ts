import type { RevimgOptions } from "../api/options.js";
import type { Revimg } from "../api/revimg.js";
import { EnginesInUse } from "../engine/engines-in-use.js";
import { openManifest } from "../engine/index-manifest.js";
import { finishRemovals } from "../indexing/remove-images.js";
import type { ResolvedModel } from "../model-files/resolve-model.js";
import { indexModel, modelOfIndex, namedModel } from "./index-model.js";
import { loadModel } from "./load-model.js";
import { makeEngine } from "./make-engine.js";
import { OpenRevimg } from "./open-revimg.js";
import { closeAll, type OpenedStores, openStores } from "./open-stores.js";
import { targetOpener } from "./open-target.js";
import { readOptions } from "./read-options.js";

/**
 * Opens an index, making it when it is new.
 *
 * @example
 * const revimg = await createRevimg();
 * for await (const event of revimg.index("./photos")) console.log(event.type);
 * const { matches } = await revimg.search({ image: "./query.jpg" });
 * await revimg.close();
 *
 * Rejects with `invalid_config` on a wrong option, `index_locked` when another
 * process has the index open, `index_mismatch` when it was made with another
 * model or a newer version, `model_unavailable` or `model_corrupt` when the
 * model can't be loaded, `store_failed` or `disk_full` when the folder can't be used.
 */
export async function createRevimg(options: RevimgOptions = {}): Promise<Revimg> {
  const settings = readOptions(options);
  const named = await namedModel(settings);
  const opening = openStores(options, settings);
  const choosing = named
    ? Promise.resolve(named)
    : opening.then(({ metadata }) => modelOfIndex(metadata, settings));
  // The model's threads start while the stores open, because both take time.
  const loading = loadModel(choosing, settings);
  loading.catch(() => {}); // Told further down.
  const opened: (() => Promise<void>)[] = [];
  const release = () => closeAll(opened);
  try {
    // Not awaited together with the model: a locked index should say so at once.
    const stores = await opening;
    opened.push(() => stores.close());
    const model = await choosing;
    const [loaded, space] = await Promise.allSettled([loading, openSpace(stores, model, loading)]);
    if (loaded.status === "rejected") throw loaded.reason;
    if (space.status === "rejected") throw space.reason;
    const embedder = loaded.value;
    const { engine, close } = makeEngine(stores, settings, {
      ...{ model, embedder, vectors: stores.vectors, space: space.value },
    });
    const engines = new EnginesInUse(engine, () => closeAll([() => embedder.close(), close]));
    opened.push(() => engines.closeAll());
    const openTarget = targetOpener(stores, settings);
    return new OpenRevimg(engines, { release, announce: stores.announce, openTarget });
  } catch (error) {
    void loading.then(
      (embedder) => embedder.close(),
      () => {},
    );
    // The first failure is the cause.
    await release().catch(() => {});
    throw error;
  }
}

/** Resolves to the space that the manifest names, once it is open. */
async function openSpace(
  stores: OpenedStores,
  model: ResolvedModel,
  isLoaded: Promise<unknown>,
): Promise<string> {
  const { metadata, vectors, collection } = stores;
  const { reference, ...facts } = indexModel(model);
  const { space } = await openManifest(metadata, { collection, reference }, facts, isLoaded);
  await vectors.open({ space, dimension: facts.dimension });
  await finishRemovals(stores);
  return space;
}
