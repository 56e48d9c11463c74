import { join, resolve } from "node:path";
import type { Revimg, RevimgOptions, StoreOption } from "./api.js";
import { fsBlobs } from "./blobs/fs-blobs.js";
import { SearchCache } from "./cache/search-cache.js";
import { type Engine, Mutex } from "./engine.js";
import { workingSideFor } from "./image/decode.js";
import { modelOfIndex, namedModel } from "./index-model.js";
import { finishRemovals } from "./indexing/remove-images.js";
import { openManifest } from "./manifest.js";
import { createEmbedder } from "./model/embedder.js";
import type { ResolvedModel } from "./models/resolve-model.js";
import { OpenRevimg } from "./open-revimg.js";
import { readOptions } from "./options.js";
import { BackgroundSample } from "./search/background-sample.js";
import { createSqliteStores } from "./sqlite/sqlite-stores.js";
import { layeredBlobs } from "./stores/layered-blobs.js";
import { layeredMetadata } from "./stores/layered-metadata.js";
import { layeredVectors } from "./stores/layered-vectors.js";
import { createTagging } from "./tagging/zero-shot-tagging.js";

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
  const directory = join(resolve(settings.dataDirectory), settings.collection);
  const named = await namedModel(settings);
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    const failures: unknown[] = [];
    for (const close of opened.splice(0).reverse()) {
      await close().catch((error) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    const own = {
      vectors: await makeStore(options.vectors, opened),
      metadata: await makeStore(options.metadata, opened),
      blobs: await makeStore(options.blobs, opened),
    };
    // Before the model, which takes longer: a locked index should say so at once.
    const { scanThreads } = settings;
    const embedded =
      own.vectors && own.metadata ? null : await createSqliteStores({ directory, scanThreads });
    if (embedded) opened.push(() => embedded.close());
    const metadata = layeredMetadata(own.metadata ?? embedded!.metadata);
    await metadata.open({ collection: settings.collection });
    const model = named ?? (await modelOfIndex(metadata, settings));
    const { workers, threads, device } = settings.inference;
    const tagged = settings.tags ? model : withoutTags(model);
    const embedder = await createEmbedder({ model: tagged, workers, threads, device });
    opened.push(() => embedder.close());
    const { models, tags: isOn } = settings;
    const tagging = createTagging({ model, embedder, metadata, models, isOn });
    if (tagging) opened.push(() => tagging.close());
    const blobs = own.blobs
      ? layeredBlobs(own.blobs, { prefix: `${settings.collection}/` })
      : layeredBlobs(fsBlobs({ directory: join(directory, "blobs") }));
    const vectors = layeredVectors(own.vectors ?? embedded!.vectors);
    const cache = new SearchCache(settings.cache);
    const background = new BackgroundSample(metadata, vectors);
    // Before the model and the stores: what nobody waits for any more may still use them.
    opened.push(() => cache.close());
    opened.push(() => background.close());
    const engine: Engine = {
      vectors,
      metadata,
      blobs,
      embedder,
      tagging,
      decoding: { limits: settings.limits, workingSide: workingSideFor(embedder.inputSize) },
      urls: settings.urls,
      cache,
      background,
      writer: embedded?.writer ?? new Mutex(),
    };
    const { reference } = model;
    await openSpace(engine, { collection: settings.collection, reference });
    return new OpenRevimg(engine, closeAll, embedded?.announce);
  } catch (error) {
    // What failed first is the cause.
    await closeAll().catch(() => {});
    throw error;
  }
}

/** Spares a classifier its work. */
function withoutTags(model: ResolvedModel): ResolvedModel {
  const { tags, ...manifest } = model.manifest;
  return { ...model, manifest };
}

/** A store that was handed in stays the caller's to close; one that its function makes is ours. */
async function makeStore<Store extends { close(): Promise<void> }>(
  option: StoreOption<Store> | undefined,
  opened: (() => Promise<void>)[],
): Promise<Store | undefined> {
  if (typeof option !== "function") return option;
  const store = await option();
  opened.push(() => store.close());
  return store;
}

async function openSpace(
  engine: Engine,
  names: { collection: string; reference: string },
): Promise<void> {
  const { metadata, vectors, embedder } = engine;
  const { space } = await openManifest(metadata, names, embedder);
  await vectors.open({ space, dimension: embedder.dimension });
  await finishRemovals(engine);
}
