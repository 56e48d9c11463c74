import type { Device, Dtype } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import type { Priority } from "../lib/workers/request-queue.js";
import { geometryOf } from "../model-files/manifest-input.js";
import { imageModelHash } from "../model-files/model-hash.js";
import { wordPrototypes } from "../model-files/parse-manifest.js";
import { resolveModel } from "../model-files/resolve-model.js";
import type { DecodedImage } from "../pictures/decode.js";
import type { InputGeometry } from "../pictures/resize/input-geometry.js";
import type { Embedding } from "./image-model.js";
import { InferencePool, type WorkOptions } from "./inference-pool.js";
import { type StartedThread, startThread, type ThreadSettings } from "./inference-thread.js";
import { type EmbedderModel, loadsForCertain, loadThreads, threadsFor } from "./load-threads.js";
import { type ModelPicture, requirePreprocessing } from "./preprocess.js";
import type { InferenceRuntime } from "./runtime.js";

export type { Embedding } from "./image-model.js";
export type { EmbedderModel } from "./load-threads.js";

/** Texts of one call that wait at a time; the others follow as these are done. */
const textWindow = 64;

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
  /** Pictures and texts of each priority that may wait. Default 256. */
  maxWaiting?: number | undefined;
  /** `deadlineMs` of queries without their own. Default: they wait without limit. */
  queryDeadlineMs?: number | undefined;
}

/** Pixels of a picture: 8-bit RGB, 3 bytes each, rows from the top. */
export type EmbedderInput = Pick<DecodedImage, "pixels" | "pixelWidth" | "pixelHeight"> &
  Pick<ModelPicture, "isPrepared">;

/** A picture that `makeInput` has made as the model wants it. */
export function preparedInput(
  pixels: Uint8Array,
  { width, height }: Pick<InputGeometry, "width" | "height">,
): EmbedderInput {
  return { pixels, pixelWidth: width, pixelHeight: height, isPrepared: true };
}

interface EmbedOptions {
  /** Queries are served before bulk work, and never in one batch with it. */
  priority: Priority;
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds in which the answer must come. A call that recent batches show to be
   * too late is refused at once with `overloaded`. A call that still waits at the
   * deadline is refused then. A call that already runs is answered late.
   */
  deadlineMs?: number | undefined;
}

/** A loaded model in threads of its own. Calls may run concurrently; what waits is run in batches. */
export interface Embedder {
  /** Name and version of the model, such as `"mini-2"`. */
  readonly id: string;
  /** Length of the vectors. */
  readonly dimension: number;
  /** Names what makes the vectors of pictures, 64 hex digits: see `imageModelHash`. */
  readonly hash: string;
  readonly dtype: Dtype;
  /** Version of the preprocessing; vectors of two versions are not compared. */
  readonly preprocessing: number;
  /** How the model's input is made; `workingSideFor` tells how many pixels to decode for it. */
  readonly input: InputGeometry;
  /** Whether `embedTexts` can be called. */
  readonly readsText: boolean;
  /** Whether `embed` gives tags: the model has a classifier. */
  readonly givesTags: boolean;

  /** What the model runs on. Rejects with why the model could not be loaded. */
  runtime(): Promise<InferenceRuntime>;

  /**
   * The vector (L2 norm 1) and the tags of a picture. Only a model with a classifier
   * gives tags. The pixels are copied when their turn comes; they stay the caller's,
   * and must not change until then.
   *
   * Rejects with the signal's reason; with `overloaded` (and `details.retryAfterMs`)
   * when the queue is full or the deadline can't be met; with `model_corrupt` when the
   * model gives no usable vector; with `model_unavailable` when the thread ended twice
   * over the same batch; with `disposed` after `close()`.
   */
  embed(image: EmbedderInput, options: EmbedOptions): Promise<Embedding>;

  /**
   * The vectors (L2 norm 1) of texts, in their order. They can be compared with those
   * of pictures. A text that is longer than the model reads is cut. A text gets the
   * same vector alone and among others. A classifier without a text model reads the
   * words of its labels and ignores other words. The first call loads the text model.
   *
   * Rejects as `embed` does; with `unsupported` when the model can't read, or knows no
   * word of a text (`details.words` then lists near words); and with the error of
   * `ResolvedModel.file` when its files are missing or wrong.
   */
  embedTexts(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;

  /**
   * Rejects what waits with `disposed`. Resolves when no thread runs a batch. The
   * threads end in the background. A second call does nothing.
   */
  close(): Promise<void>;
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
  const workers = options.workers ?? 1;
  const started = Array.from({ length: workers }, () => startThread(options.runtime));
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
): Promise<Embedder> {
  const model = await (options.model === "mini" ? resolveModel("mini") : options.model);
  const { manifest, dtype } = model;
  requirePreprocessing(manifest.id, manifest.preprocessing);
  const [image, labels] = await Promise.all([
    model.file("image"),
    manifest.tags?.kind === "classifier" ? model.file("labels") : null,
  ]);
  const settings: ThreadSettings = {
    manifest,
    dtype,
    files: { image, labels },
    threads: options.threads ?? threadsFor(model, started.length),
    device: options.device ?? "cpu",
    runtime: options.runtime,
  };
  const threads = loadThreads(started, settings);
  // None is at work any more when one has failed: they are to be ended.
  const waited = loadsForCertain(model, options) ? [] : threads;
  const failed = (await Promise.allSettled(waited)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  const pool = new InferencePool(
    {
      thread: settings,
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
  const facts = {
    id: manifest.id,
    dimension: manifest.dimension,
    hash: imageModelHash(manifest, dtype),
    dtype,
    preprocessing: manifest.preprocessing,
    input: geometryOf(manifest.image.input),
    readsText: manifest.text !== undefined || wordPrototypes(manifest) !== null,
    givesTags: manifest.tags?.kind === "classifier",
  };
  return new PooledEmbedder(facts, pool, options.queryDeadlineMs);
}

type Facts = Omit<Embedder, "runtime" | "embed" | "embedTexts" | "close">;

class PooledEmbedder implements Embedder {
  readonly id: string;
  readonly dimension: number;
  readonly hash: string;
  readonly dtype: Dtype;
  readonly preprocessing: number;
  readonly input: InputGeometry;
  readonly readsText: boolean;
  readonly givesTags: boolean;
  readonly #pool: InferencePool;
  readonly #queryDeadlineMs: number | undefined;

  constructor(facts: Facts, pool: InferencePool, queryDeadlineMs: number | undefined) {
    this.id = facts.id;
    this.dimension = facts.dimension;
    this.hash = facts.hash;
    this.dtype = facts.dtype;
    this.preprocessing = facts.preprocessing;
    this.input = facts.input;
    this.readsText = facts.readsText;
    this.givesTags = facts.givesTags;
    this.#pool = pool;
    this.#queryDeadlineMs = queryDeadlineMs;
  }

  runtime(): Promise<InferenceRuntime> {
    return this.#pool.runtime;
  }

  embed(decoded: EmbedderInput, options: EmbedOptions): Promise<Embedding> {
    const image = {
      pixels: decoded.pixels,
      width: decoded.pixelWidth,
      height: decoded.pixelHeight,
      ...(decoded.isPrepared && { isPrepared: true }),
    };
    return this.#pool.submit({ kind: "image", image }, this.#workOptions(options));
  }

  async embedTexts(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]> {
    if (!this.readsText) {
      throw new RevimgError(
        "unsupported",
        `The model ${this.id} knows pictures only; it can't read texts. Search with a picture, or make the index with a model that reads, such as clip-vit-b32.`,
        { details: { model: this.id } },
      );
    }
    const { signal, ...rest } = this.#workOptions(options);
    const stop = new AbortController();
    const signals = signal ? [signal, stop.signal] : [stop.signal];
    const workOptions = { ...rest, signal: AbortSignal.any(signals) };
    // Neighbours are of like length then, which makes whole batches of equal length likely.
    const order = texts.map((text, index) => ({ text, index }));
    order.sort((a, b) => a.text.length - b.text.length);
    const vectors = new Array<Float32Array>(texts.length);
    const lane = async () => {
      let isContinuation = false;
      for (let next = order.shift(); next; next = order.shift()) {
        const { text, index } = next;
        const work = { kind: "text", text } as const;
        vectors[index] = await this.#pool.submit(work, { ...workOptions, isContinuation });
        isContinuation = true;
      }
    };
    const lanes = Array.from({ length: Math.min(textWindow, texts.length) }, lane);
    try {
      await Promise.all(lanes);
      return vectors;
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      await Promise.allSettled(lanes);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #workOptions({ priority, signal, deadlineMs }: EmbedOptions): WorkOptions {
    const inMs =
      deadlineMs ?? (priority === "query" ? this.#queryDeadlineMs : undefined) ?? Infinity;
    return {
      priority,
      signal,
      deadline: Number.isFinite(inMs) ? performance.now() + inMs : undefined,
    };
  }
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
