import { join, resolve } from "node:path";
import type { Revimg, RevimgOptions } from "./api.js";
import { fsBlobs } from "./blobs/fs-blobs.js";
import { type Engine, Mutex } from "./engine.js";
import { finishRemovals } from "./indexing/remove-images.js";
import { openManifest } from "./manifest.js";
import { createEmbedder } from "./model/embedder.js";
import { OpenRevimg } from "./open-revimg.js";
import { readOptions, type Settings } from "./options.js";
import { createSqliteStores, type SqliteStores } from "./sqlite/sqlite-stores.js";
import { metadataInBatches, vectorsInBatches } from "./stores/in-batches.js";

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
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    // Before the model, which takes longer: a locked index should say so at once.
    const embedded = await openEmbedded(directory, options, settings);
    if (embedded) opened.push(() => embedded.close());
    const embedder = await createEmbedder({
      model: settings.model,
      threads: settings.inferenceThreads,
    });
    opened.push(() => embedder.close());
    const blobs = options.blobs ?? fsBlobs({ directory: join(directory, "blobs") });
    if (!options.blobs) opened.push(() => blobs.close());
    const engine: Engine = {
      vectors: vectorsInBatches(options.vectors ?? embedded!.vectors),
      metadata: metadataInBatches(options.metadata ?? embedded!.metadata),
      blobs,
      embedder,
      limits: settings.limits,
      writer: new Mutex(),
    };
    await openStores(engine, settings.collection);
    return new OpenRevimg(engine, closeAll, embedded?.announce);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The SQLite file, unless the caller brought both stores that live in it. */
async function openEmbedded(
  directory: string,
  { vectors, metadata }: RevimgOptions,
  { scanThreads }: Settings,
): Promise<SqliteStores | null> {
  return vectors && metadata ? null : createSqliteStores({ directory, scanThreads });
}

async function openStores(engine: Engine, collection: string): Promise<void> {
  const { metadata, vectors, embedder } = engine;
  await metadata.open();
  const { space } = await openManifest(metadata, collection, embedder);
  await vectors.open({ space, dimension: embedder.dimension });
  await finishRemovals(engine);
}
