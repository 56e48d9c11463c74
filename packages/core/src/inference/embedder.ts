import { availableParallelism } from "node:os";
import type { Device, Dtype } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import type { Priority } from "../lib/workers/request-queue.js";
import { wordPrototypes } from "../model-files/parse-manifest.js";
import { type ResolvedModel, resolveModel } from "../model-files/resolve-model.js";
import type { DecodedImage } from "../pictures/decode.js";
import type { Embedding } from "./image-model.js";
import { InferencePool, type WorkOptions } from "./inference-pool.js";
import { type InferenceThread, startThread, type ThreadSettings } from "./inference-thread.js";
import { requirePreprocessing } from "./preprocess.js";
import { type InferenceRuntime, nativeRemedy } from "./runtime.js";

export type { Embedding } from "./image-model.js";

/** Threads of one inference, at most: more gain nothing at these sizes. */
const maxThreads = 8;

/**
 * Bytes up to which a model runs on one thread: what one layer has to do is so little
 * that sharing it out costs more. On two cores `mini` answers a picture alone 1.4 ms
 * later so, and 20 clients get 28 % more answers.
 */
const smallModelBytes = 16 * 2 ** 20;

/** Texts of one call that wait at a time; the others follow as these are done. */
const textWindow = 64;

/** What the embedder wants of a model: see `resolveModel`. */
export type EmbedderModel = Pick<ResolvedModel, "manifest" | "dtype" | "entry" | "file">;

export interface EmbedderOptions {
  /** A resolved model; its files are asked for when they are needed, the text ones by the first text. */
  model: EmbedderModel | "mini";
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
  /** Where the model runs. Default `cpu`; the others are handed on to ONNX Runtime and unverified. */
  device?: Device | undefined;
  /** Insists on one runtime; by default the native one is used where it is installed. */
  runtime?: InferenceRuntime | undefined;
  /** Pictures and texts of each priority that may wait. Default 256. */
  maxWaiting?: number | undefined;
  /** `deadlineMs` of the queries that bring none. Default: they wait as long as it takes. */
  queryDeadlineMs?: number | undefined;
}

/** Pixels of a picture: 8-bit RGB, 3 bytes each, rows from the top. */
export type EmbedderInput = Pick<DecodedImage, "pixels" | "pixelWidth" | "pixelHeight">;

/** A picture that is as the model wants it already: `size` pixels a side. */
export function squareInput(pixels: Uint8Array, size: number): EmbedderInput {
  return { pixels, pixelWidth: size, pixelHeight: size };
}

interface EmbedOptions {
  /** Queries are served before bulk work, and never in one batch with it. */
  priority: Priority;
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds in which the answer must be there. A call that can't be in time,
   * by the pace of late, is refused at once with `overloaded`; one that still
   * waits when its time is over, then. What is running by then is answered late.
   */
  deadlineMs?: number | undefined;
}

/** A loaded model in threads of its own. Calls may run concurrently; what waits is run in batches. */
export interface Embedder {
  /** Name and version of the model, such as `"mini-2"`. */
  readonly id: string;
  /** Length of the vectors. */
  readonly dimension: number;
  /** SHA-256 of the file of the image model, 64 hex digits. */
  readonly hash: string;
  readonly dtype: Dtype;
  /** Version of the preprocessing; vectors of two versions are not compared. */
  readonly preprocessing: number;
  /** Pixels a side of the model's input; `workingSideFor` tells how many to decode for it. */
  readonly inputSize: number;
  readonly runtime: InferenceRuntime;
  /** Whether `embedTexts` can be called. */
  readonly readsText: boolean;

  /**
   * The vector (L2 norm 1) and the tags of a picture; without tags unless the
   * model has a classifier. The pixels are copied when its turn comes, so they
   * stay the caller's and must not change until then. Rejects with the signal's
   * reason; with `overloaded` (and `details.retryAfterMs`) when as many as may
   * are waiting, or the deadline can't be met; with `model_corrupt` when the
   * model gives no usable vector; with `model_unavailable` when the thread ended
   * twice over the same batch; with `disposed` after `close()`.
   */
  embed(image: EmbedderInput, options: EmbedOptions): Promise<Embedding>;

  /**
   * The vectors (L2 norm 1) of texts, in their order; comparable with those of
   * pictures. Longer texts than the model reads are cut. A text gets the same
   * vector alone and among others. A classifier without a text model reads the
   * words of its labels, and passes over the others in a text. The first call
   * loads what reads. Rejects as `embed` does; with `unsupported` where the model
   * can't read, or has no word of a text (then `details.words` are near ones); and
   * with what `ResolvedModel.file` gives when its files are missing or wrong.
   */
  embedTexts(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;

  /**
   * Rejects what waits with `disposed`. Resolves when no thread is at work any more;
   * they end in the background. Twice is a no-op.
   */
  close(): Promise<void>;
}

function threadsFor(model: EmbedderModel, workers: number): number {
  const { bytes } = model.entry("image");
  if (bytes !== null && bytes < smallModelBytes) return 1;
  return Math.min(maxThreads, Math.max(1, Math.floor(availableParallelism() / workers)));
}

/**
 * Starts the inference threads and loads the model into them. Rejects with
 * `model_unavailable` or `model_corrupt` when its files are missing, not the
 * right ones, or not what its manifest describes; with `missing_dependency` or
 * `dependency_load_failed` when `runtime` or `device` can't be had. Where the
 * native runtime can't be used, the model runs on WebAssembly and the process
 * warns once.
 */
export async function createEmbedder(options: EmbedderOptions): Promise<Embedder> {
  const model = options.model === "mini" ? await resolveModel("mini") : options.model;
  const { manifest, dtype } = model;
  requirePreprocessing(manifest.id, manifest.preprocessing);
  const workers = options.workers ?? 1;
  const settings: ThreadSettings = {
    manifest,
    dtype,
    files: {
      image: await model.file("image"),
      labels: manifest.tags?.kind === "classifier" ? await model.file("labels") : null,
    },
    threads: options.threads ?? threadsFor(model, workers),
    device: options.device ?? "cpu",
    runtime: options.runtime,
  };
  const threads = await startAll(settings, workers);
  const { runtime, nativeProblem } = threads[0]!.info;
  if (nativeProblem !== undefined) warnAboutWebRuntime(nativeProblem);
  const pool = new InferencePool(
    {
      thread: settings,
      inputSize: manifest.image.input.size,
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
    hash: model.entry("image").sha256,
    dtype,
    preprocessing: manifest.preprocessing,
    inputSize: manifest.image.input.size,
    runtime,
    readsText: manifest.text !== undefined || wordPrototypes(manifest) !== null,
  };
  return new PooledEmbedder(facts, pool, options.queryDeadlineMs);
}

type Facts = Omit<Embedder, "embed" | "embedTexts" | "close">;

class PooledEmbedder implements Embedder {
  readonly id: string;
  readonly dimension: number;
  readonly hash: string;
  readonly dtype: Dtype;
  readonly preprocessing: number;
  readonly inputSize: number;
  readonly runtime: InferenceRuntime;
  readonly readsText: boolean;
  readonly #pool: InferencePool;
  readonly #queryDeadlineMs: number | undefined;

  constructor(facts: Facts, pool: InferencePool, queryDeadlineMs: number | undefined) {
    this.id = facts.id;
    this.dimension = facts.dimension;
    this.hash = facts.hash;
    this.dtype = facts.dtype;
    this.preprocessing = facts.preprocessing;
    this.inputSize = facts.inputSize;
    this.runtime = facts.runtime;
    this.readsText = facts.readsText;
    this.#pool = pool;
    this.#queryDeadlineMs = queryDeadlineMs;
  }

  embed(decoded: EmbedderInput, options: EmbedOptions): Promise<Embedding> {
    const image = {
      pixels: decoded.pixels,
      width: decoded.pixelWidth,
      height: decoded.pixelHeight,
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

/** All or none. */
async function startAll(settings: ThreadSettings, count: number): Promise<InferenceThread[]> {
  const starts = await Promise.allSettled(
    Array.from({ length: count }, () => startThread(settings)),
  );
  const failed = starts.find((start) => start.status === "rejected");
  const threads = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  if (!failed) return threads;
  for (const thread of threads) thread.end();
  throw failed.reason;
}

let hasWarned = false;

function warnAboutWebRuntime(problem: string): void {
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning(
    `The model runs on WebAssembly, about five times slower than it could, because onnxruntime-node can't be used: ${problem}. To mend it, run: ${nativeRemedy}`,
    { type: "RevimgWarning", code: "REVIMG_SLOW_RUNTIME" },
  );
}
