import type { RevimgOptions } from "../api/options.js";
import type { Revimg } from "../api/revimg.js";
import { SearchCache } from "../cache/search-cache.js";
import { BackgroundSample } from "../engine/background-sample.js";
import type { Engine } from "../engine/engine.js";
import { finishRemovals } from "../indexing/remove-images.js";
import { createEmbedder } from "../inference/embedder.js";
import type { ResolvedModel } from "../model-files/resolve-model.js";
import { workingSideFor } from "../pictures/decode.js";
import { PictureThreads } from "../pictures/picture-threads.js";
import { createTagging } from "../tagging/zero-shot-tagging.js";
import { openManifest } from "./index-manifest.js";
import { modelOfIndex, namedModel } from "./index-model.js";
import { OpenRevimg } from "./open-revimg.js";
import { closeAll, type OpenedStores, openStores } from "./open-stores.js";
import { readOptions, type Settings } from "./read-options.js";

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
    const { vectors, metadata, blobs, writer } = stores;
    const model = await choosing;
    const [loaded, space] = await Promise.allSettled([loading, openSpace(stores, model, loading)]);
    if (loaded.status === "rejected") throw loaded.reason;
    if (space.status === "rejected") throw space.reason;
    const embedder = loaded.value;
    opened.push(() => embedder.close());
    const decoding = { limits: settings.limits, workingSide: workingSideFor(embedder.inputSize) };
    const reading = { ...decoding, inputSize: embedder.inputSize };
    const pictures = new PictureThreads(reading, pictureThreads(settings.inference.workers));
    opened.push(() => pictures.close());
    const { models, tags: isOn } = settings;
    const tagging = createTagging({ model, embedder, metadata, models, isOn });
    if (tagging) opened.push(() => tagging.close());
    const cache = new SearchCache(settings.cache);
    const background = new BackgroundSample(metadata, vectors);
    // Closed before the model and the stores: abandoned work may still use them.
    opened.push(() => cache.close());
    opened.push(() => background.close());
    const engine: Engine = {
      vectors,
      metadata,
      blobs,
      embedder,
      tagging,
      pictures,
      decoding,
      urls: settings.urls,
      cache,
      background,
      writer,
    };
    return new OpenRevimg(engine, release, stores.announce);
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

/** One thread reads as many pictures as two inference threads embed with a small model. */
function pictureThreads(inferenceThreads = 1): number {
  return Math.min(4, Math.ceil(inferenceThreads / 2));
}

function loadModel(choosing: Promise<ResolvedModel>, { inference, tags }: Settings) {
  const { workers, threads, device } = inference;
  const model = choosing.then((chosen) => (tags ? chosen : withoutTags(chosen)));
  return createEmbedder({ model, workers, threads, device });
}

/** The model without its tags: the classifier has nothing to do. */
function withoutTags(model: ResolvedModel): ResolvedModel {
  const { tags, ...manifest } = model.manifest;
  return { ...model, manifest };
}

async function openSpace(
  stores: OpenedStores,
  { reference, manifest, dtype, entry }: ResolvedModel,
  isLoaded: Promise<unknown>,
): Promise<void> {
  const { metadata, vectors, collection } = stores;
  const { id, dimension, preprocessing } = manifest;
  const model = { id, hash: entry("image").sha256, dtype, dimension, preprocessing };
  const { space } = await openManifest(metadata, { collection, reference }, model, isLoaded);
  await vectors.open({ space, dimension });
  await finishRemovals(stores);
}
