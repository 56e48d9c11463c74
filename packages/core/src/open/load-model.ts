import { type LoadedModel, loadIntoThreads, startThreads } from "../inference/create-embedder.js";
import type { Embedder } from "../inference/embedder.js";
import { keptMs } from "../lib/workers/kept-threads.js";
import type { ResolvedModel } from "../model-files/resolve-model.js";
import type { Settings } from "./read-options.js";

/** A model that indexes of this process have open. */
interface ModelInUse {
  /** Indexes that use it, or wait until it is loaded. */
  users: number;
  /** While nobody uses it. */
  idle?: { timer: NodeJS.Timeout; end(): void };
  loading: Promise<LoadedModel>;
}

/** By what `keyOf` gives. */
const modelsInUse = new Map<string, ModelInUse>();

/**
 * Loads a model as the options say, or shares the one that another index of this process
 * has loaded in the same way. Its threads end when the last index has closed it and no
 * other comes within `keptMs`, or once another model is loaded. Rejects as
 * `createEmbedder` does.
 */
export async function loadModel(
  choosing: Promise<ResolvedModel>,
  { inference, tags }: Pick<Settings, "inference" | "tags">,
): Promise<Embedder> {
  const { workers = 1, threads, device, preload = true } = inference;
  // Threads start while the model is chosen. Where another index has some, they may be enough.
  const early = preload && modelsInUse.size === 0 ? startThreads(inference) : [];
  const endEarly = () => {
    for (const thread of early) thread.end();
  };
  const model = await choosing.then(
    (chosen) => (tags ? chosen : withoutTags(chosen)),
    (error) => {
      endEarly();
      throw error;
    },
  );
  const key = keyOf(model, inference);
  const shared = modelsInUse.get(key);
  if (shared) {
    endEarly();
    return openOn(key, shared, preload);
  }
  // Two models may be more than the memory holds.
  for (const { idle } of [...modelsInUse.values()]) idle?.end();
  const started = early.length > 0 || !preload ? early : startThreads(inference);
  const loading = loadIntoThreads(started, { model, workers, threads, device });
  const added: ModelInUse = { users: 0, loading };
  modelsInUse.set(key, added);
  loading.catch(() => forget(key, added));
  return openOn(key, added, preload);
}

async function openOn(key: string, model: ModelInUse, preload: boolean): Promise<Embedder> {
  model.users++;
  clearTimeout(model.idle?.timer);
  delete model.idle;
  const loaded = await model.loading;
  const leave = async () => {
    model.users--;
    if (model.users > 0) return;
    // Another has taken its place, or it could not be loaded.
    if (modelsInUse.get(key) !== model) return loaded.close();
    const end = () => {
      clearTimeout(model.idle?.timer);
      forget(key, model);
      void loaded.close();
    };
    model.idle = { end, timer: setTimeout(end, keptMs).unref() };
  };
  const preloading = preload ? loaded.preload() : Promise.resolve();
  // The next index tries again. Loading may go on in the background, and fail there.
  preloading.catch(() => forget(key, model));
  try {
    if (!loaded.loadsForCertain) await preloading;
  } catch (error) {
    await leave();
    throw error;
  }
  return loaded.open(leave);
}

function forget(key: string, model: ModelInUse): void {
  if (modelsInUse.get(key) === model) modelsInUse.delete(key);
}

/** Equal for models that may share threads: the same files, run in the same way. */
function keyOf(
  { manifest, dtype, directory }: ResolvedModel,
  { workers = 1, threads, device = "cpu" }: Settings["inference"],
): string {
  return JSON.stringify([directory, manifest, dtype, workers, threads ?? null, device]);
}

/** The model without its tags: the classifier has nothing to do. */
function withoutTags(model: ResolvedModel): ResolvedModel {
  const { tags, ...manifest } = model.manifest;
  return { ...model, manifest };
}
