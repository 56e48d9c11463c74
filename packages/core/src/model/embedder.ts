import { availableParallelism } from "node:os";
import { fromPlainError, RevimgError } from "../errors.js";
import type { DecodedImage } from "../image/decode.js";
import { traced } from "../tracing.js";
import type { Embedding, EmbeddingOutcome } from "./inference-protocol.js";
import {
  endedError,
  hasEnded,
  type InferenceThread,
  startThread,
  type ThreadSettings,
} from "./inference-thread.js";
import { builtInModelDirectory } from "./model-files.js";
import { type Priority, RequestQueue } from "./request-queue.js";
import type { RgbPixels } from "./resize.js";
import type { InferenceRuntime } from "./runtime.js";

export type { Embedding } from "./inference-protocol.js";

/** Pictures in one inference. The gain is over at 4; more only makes the next caller wait. */
const maxBatch = 8;

/** Pictures of each priority that may wait. */
const maxWaiting = 256;

const maxThreads = 8;

export interface EmbedderOptions {
  model: "mini";
  /** Threads of one inference. Default: the machine's cores, at most 8. */
  threads?: number | undefined;
  /** Insists on one runtime; by default the native one is used where it is installed. */
  runtime?: InferenceRuntime | undefined;
}

interface EmbedOptions {
  /** Queries are served before bulk work. */
  priority: Priority;
  signal?: AbortSignal | undefined;
}

/** A loaded model in a thread of its own. Calls may run concurrently; what waits is run in batches. */
export interface Embedder {
  /** Name and version of the model, such as `"mini-1"`. */
  readonly id: string;
  /** Length of the vectors. */
  readonly dimension: number;
  /** SHA-256 of the model file, 64 hex digits. */
  readonly hash: string;
  /** Version of the preprocessing; vectors of two versions are not compared. */
  readonly preprocessing: number;
  readonly runtime: InferenceRuntime;

  /**
   * The vector (L2 norm 1) and the tags of a picture. The pixels are copied when
   * its turn comes, so they stay the caller's and must not change until then.
   * Rejects with the signal's reason, with `overloaded` (and
   * `details.retryAfterMs`) when 256 pictures of the same priority are waiting,
   * with `model_unavailable` when the thread ended twice over the same batch,
   * with `disposed` after `close()`.
   */
  embed(image: DecodedImage, options: EmbedOptions): Promise<Embedding>;

  /** Rejects what waits with `disposed`, and ends the thread as soon as it is free. Twice is a no-op. */
  close(): Promise<void>;
}

/**
 * Starts the inference thread and loads the model into it. Rejects with
 * `model_unavailable` or `model_corrupt` when its files are missing or not the
 * right ones. Where the native runtime can't be used, the model runs on
 * WebAssembly and the process warns once.
 */
export async function createEmbedder(options: EmbedderOptions): Promise<Embedder> {
  const settings: ThreadSettings = {
    modelDirectory: builtInModelDirectory(options.model).href,
    threads: options.threads ?? Math.min(availableParallelism(), maxThreads),
    runtime: options.runtime,
  };
  const thread = await startThread(settings);
  if (thread.info.nativeProblem !== undefined) warnAboutWebRuntime(thread.info.nativeProblem);
  return new QueuedEmbedder(settings, thread);
}

interface Request {
  image: RgbPixels;
  resolve(embedding: Embedding): void;
  reject(reason: unknown): void;
}

class QueuedEmbedder implements Embedder {
  readonly id: string;
  readonly dimension: number;
  readonly hash: string;
  readonly preprocessing: number;
  readonly runtime: InferenceRuntime;
  readonly #settings: ThreadSettings;
  readonly #queue = new RequestQueue<Request>(maxWaiting);
  #thread: InferenceThread | undefined;
  #running: readonly Request[] = [];
  /** Settles when nothing runs and nothing waits. */
  #pumping: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  /** Moving average, to tell callers when to come back. */
  #millisecondsEach = 10;

  constructor(settings: ThreadSettings, thread: InferenceThread) {
    const { id, dimension, hash, preprocessing, runtime } = thread.info;
    this.id = id;
    this.dimension = dimension;
    this.hash = hash;
    this.preprocessing = preprocessing;
    this.runtime = runtime;
    this.#settings = settings;
    this.#thread = thread;
  }

  async embed(image: DecodedImage, { priority, signal }: EmbedOptions): Promise<Embedding> {
    signal?.throwIfAborted();
    if (this.#closing) throw closedError();
    const { promise, resolve, reject } = deferred<Embedding>();
    const pixels = { pixels: image.pixels, width: image.pixelWidth, height: image.pixelHeight };
    const request: Request = { image: pixels, resolve, reject };
    this.#queue.add(request, priority, this.#millisecondsEach);
    const onAbort = () => {
      this.#queue.remove(request);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    // Calls of one turn of the event loop join one batch.
    this.#pumping ??= Promise.resolve().then(() => this.#pump());
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const { reject } of [...this.#running, ...this.#queue.take(Number.POSITIVE_INFINITY)]) {
      reject(closedError());
    }
    await this.#pumping;
    await this.#thread?.end();
  }

  /** Runs one batch after the other while something waits: no timer, a free thread takes what is there. */
  async #pump(): Promise<void> {
    for (;;) {
      const batch = this.#queue.take(maxBatch);
      this.#running = batch;
      if (batch.length === 0) break;
      try {
        const started = performance.now();
        const outcomes = await traced("embed", { count: batch.length }, () =>
          this.#run(batch.map(({ image }) => image)),
        );
        this.#millisecondsEach +=
          0.2 * ((performance.now() - started) / batch.length - this.#millisecondsEach);
        batch.forEach((request, index) => {
          const outcome = outcomes[index]!;
          if ("error" in outcome) request.reject(fromPlainError(outcome.error));
          else request.resolve(outcome.embedding);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#pumping = undefined;
  }

  /** A thread that ended unexpectedly is replaced, and its batch is tried once more. */
  async #run(images: RgbPixels[]): Promise<EmbeddingOutcome[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#thread ??= await startThread(this.#settings);
        return await this.#thread.embed(images);
      } catch (error) {
        if (!hasEnded(error)) throw error;
        await this.#thread?.end();
        this.#thread = undefined;
        if (attempt === 2) throw endedError(error);
      }
    }
  }
}

function closedError(): RevimgError {
  return new RevimgError("disposed", "The model was closed.");
}

let hasWarned = false;

function warnAboutWebRuntime(problem: string): void {
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning(
    `The model runs on WebAssembly, about five times slower than it could, because onnxruntime-node can't be used: ${problem}. To mend it, run: npm install onnxruntime-node`,
    { type: "RevimgWarning", code: "REVIMG_SLOW_RUNTIME" },
  );
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  return { promise, resolve, reject };
}
