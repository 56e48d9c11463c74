import type { Device } from "../api/options.js";
import { geometryOf } from "../model-files/manifest-input.js";
import { imageModelHash } from "../model-files/model-hash.js";
import { wordPrototypes } from "../model-files/parse-manifest.js";
import { resolveModel } from "../model-files/resolve-model.js";
import type { Embedder, EmbedderModel } from "./embedder.js";
import { InferencePool } from "./inference-pool.js";
import { type StartedThread, startThread, type ThreadSettings } from "./inference-thread.js";
import { loadsForCertain, loadThread, threadsFor } from "./load-threads.js";
import { type EmbedderFacts, PooledEmbedder } from "./pooled-embedder.js";
import { requirePreprocessing } from "./preprocess.js";
import type { InferenceRuntime } from "./runtime.js";

export interface EmbedderOptions {
  /**
   * A resolved model, or a promise of one: the threads start meanwhile. Its files are
   * asked for when they are needed, the text ones by the first text.
   */
  model: EmbedderModel | Promise<EmbedderModel> | "mini";
  /**
   * Inference threads, 1 to 64. Default 1. More answer more at once and keep the
   * weights as many times in memory (CLIP: 0.7 GB each).
   */
  workers?: number | undefined;
  /**
   * Threads of one inference. Default: the machine's cores divided by `workers`, at most 8;
   * 1 for a model below 16 MiB.
   */
  threads?: number | undefined;
  /**
   * Where the model runs. Default `cpu`. The others are handed on to ONNX Runtime and
   * are unverified.
   */
  device?: Device | undefined;
  /** Insists on one runtime. By default the native one is used if it is installed. */
  runtime?: InferenceRuntime | undefined;
  /** Pictures and texts of each priority that may wait for one embedder. Default 256. */
  maxWaiting?: number | undefined;
  /** `deadlineMs` of queries without their own. Default: they wait without limit. */
  queryDeadlineMs?: number | undefined;
}

/**
 * Starts the inference threads and loads the model into them. If the native runtime
 * can't be used, the model runs on WebAssembly and the process warns once. Resolves
 * before the model is loaded when that can't fail (see `loadsForCertain`); the first
 * calls then wait for it.
 *
 * Rejects with `model_unavailable` or `model_corrupt` when its files are missing,
 * wrong, or not what its manifest describes; with `missing_dependency` or
 * `dependency_load_failed` when `runtime` or `device` can't be used.
 */
export async function createEmbedder(options: EmbedderOptions): Promise<Embedder> {
  const loaded = await loadIntoThreads(startThreads(options), options);
  return loaded.open(() => loaded.close());
}

/** A model and its threads, for any number of embedders. */
export interface LoadedModel {
  /** Whether nobody needs to wait for `preload`: see the function of this name. */
  readonly loadsForCertain: boolean;
  /** Loads the model into the threads that have not begun. Rejects as `createEmbedder` does. */
  preload(): Promise<void>;
  /** What it runs on, once it is loaded. Rejects with why it could not be loaded. */
  runtime(): Promise<InferenceRuntime>;
  /**
   * An embedder that shares the threads with the others. It has a line of its own, in
   * which `maxWaiting` fit. `onClose` is called when it has been closed.
   */
  open(onClose: () => Promise<void>): Embedder;
  /** Ends the threads. Embedders that are still open answer with `disposed`. */
  close(): Promise<void>;
}

/** Starts threads for a model. They load the runtime, and wait to be told the model. */
export function startThreads({
  workers = 1,
  runtime,
}: Pick<EmbedderOptions, "workers" | "runtime">): StartedThread[] {
  return Array.from({ length: workers }, () => startThread(runtime));
}

/**
 * Loads a model into threads, which end when that fails. As `createEmbedder` otherwise.
 * Without threads, the first picture or text starts them, and finds the model's files.
 */
export async function loadIntoThreads(
  started: readonly StartedThread[],
  options: EmbedderOptions,
): Promise<LoadedModel> {
  try {
    return await load(started, options);
  } catch (error) {
    for (const thread of started) thread.end();
    throw error;
  }
}

async function load(
  started: readonly StartedThread[],
  options: EmbedderOptions,
): Promise<LoadedModel> {
  const model = await (options.model === "mini" ? resolveModel("mini") : options.model);
  const { manifest, dtype } = model;
  const { workers = 1 } = options;
  requirePreprocessing(manifest.id, manifest.preprocessing);
  const settings = kept(async (): Promise<ThreadSettings> => {
    const [image, labels] = await Promise.all([
      model.file("image"),
      manifest.tags?.kind === "classifier" ? model.file("labels") : null,
    ]);
    return {
      manifest,
      dtype,
      files: { image, labels },
      threads: options.threads ?? threadsFor(model, workers),
      device: options.device ?? "cpu",
      runtime: options.runtime,
    };
  });
  if (started.length > 0) await settings();
  const threads = started.map(async (thread) => loadThread(thread, await settings()));
  // None is at work any more when one has failed: they are to be ended.
  const isCertain = loadsForCertain(model, options);
  const waited = isCertain ? [] : threads;
  const failed = (await Promise.allSettled(waited)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  const pool = new InferencePool(
    {
      thread: settings,
      workers,
      input: geometryOf(manifest.image.input),
      maxWaiting: options.maxWaiting ?? 256,
      textFiles: kept(async () =>
        wordPrototypes(manifest)
          ? { prototypes: await model.file("prototypes") }
          : { model: await model.file("text"), tokenizer: await model.file("tokenizer") },
      ),
    },
    threads,
  );
  const facts: EmbedderFacts = {
    id: manifest.id,
    dimension: manifest.dimension,
    hash: imageModelHash(manifest, dtype),
    dtype,
    preprocessing: manifest.preprocessing,
    input: geometryOf(manifest.image.input),
    readsText: manifest.text !== undefined || wordPrototypes(manifest) !== null,
    givesTags: manifest.tags?.kind === "classifier",
  };
  const { queryDeadlineMs } = options;
  return {
    loadsForCertain: isCertain,
    preload: () => pool.preload(),
    runtime: () => pool.runtime(),
    open: (onClose) => new PooledEmbedder(facts, { pool, queryDeadlineMs, onClose }),
    close: () => pool.close(),
  };
}

/** Asks once, unless it failed. */
function kept<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}
