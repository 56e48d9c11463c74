import { setMaxListeners } from "node:events";
import { fromPlainError, RevimgError } from "../lib/errors.js";
import { traced } from "../lib/tracing.js";
import { Pace, type RunningBatch } from "../lib/workers/pace.js";
import { type Priority, RequestQueue } from "../lib/workers/request-queue.js";
import type { InputGeometry } from "../pictures/resize/input-geometry.js";
import { inputPart } from "../pictures/resize/make-input.js";
import type { RgbPixels } from "../pictures/resize/resize-plan.js";
import type { Embedding, Outcome } from "./image-model.js";
import type { SentPicture, TextFiles } from "./inference-protocol.js";
import {
  endedError,
  hasEnded,
  type InferenceThread,
  startThread,
  type ThreadSettings,
} from "./inference-thread.js";
import { loadThread } from "./load-threads.js";
import type { ModelPicture } from "./preprocess.js";
import type { InferenceRuntime } from "./runtime.js";

/** Pictures in one inference. The gain is over at 4; more only makes the next caller wait. */
const maxBatch = 8;

/** A longer timer would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Pixels that stay the caller's. */
type PictureWork = RgbPixels & Pick<ModelPicture, "isPrepared">;

/** Work for the pool, and what comes of it. */
export type Work = { kind: "image"; image: PictureWork } | { kind: "text"; text: string };
export type ResultOf<W extends Work> = W extends { kind: "image" } ? Embedding : Float32Array;

export interface WorkOptions {
  /** Whose work it is. Callers take turns. */
  caller: object;
  priority: Priority;
  signal?: AbortSignal | undefined;
  /** By `performance.now()`. */
  deadline?: number | undefined;
  /** Continues a call that already found room. */
  isContinuation?: boolean;
}

export interface PoolSettings {
  /** Finds the files of the model, when a thread is to load it. */
  thread(): Promise<ThreadSettings>;
  /** How many threads there are, once they are needed. */
  workers: number;
  /** How the model's input is made. */
  input: InputGeometry;
  /** Items of each priority that may wait for one caller. */
  maxWaiting: number;
  /** Finds the files of the text model, when a thread first needs them. */
  textFiles(): Promise<TextFiles>;
}

interface Request {
  kind: Work["kind"];
  caller: object;
  work: Work;
  resolve(result: Embedding | Float32Array): void;
  reject(reason: unknown): void;
}

/** A place for a thread: one batch at a time. */
interface Slot {
  thread: InferenceThread | undefined;
  /** Until the thread has loaded the model. */
  loading: Promise<InferenceThread> | undefined;
  batch: (RunningBatch & { requests: readonly Request[]; done: Promise<void> }) | undefined;
}

/** Threads with the same model, and the line that they share. */
export class InferencePool {
  readonly #settings: PoolSettings;
  readonly #queue: RequestQueue<Request>;
  readonly #slots: Slot[];
  readonly #pace: Pace;
  #dispatching = false;
  #closing: Promise<void> | undefined;

  /**
   * Threads may still be loading, or be missing: a batch starts those. When one fails, the
   * batches that waited for it fail, and the next batch starts a new one.
   */
  constructor(settings: PoolSettings, threads: readonly Promise<InferenceThread>[]) {
    const { workers, maxWaiting } = settings;
    this.#settings = settings;
    this.#queue = new RequestQueue(maxWaiting);
    this.#slots = Array.from({ length: workers }, (_, place) => ({
      thread: undefined,
      loading: threads[place],
      batch: undefined,
    }));
    // Told to those who ask.
    for (const thread of threads) thread.catch(() => {});
    this.#pace = new Pace(workers, maxBatch);
  }

  /** Starts every thread that has not begun. Rejects with why one could not load the model. */
  async preload(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => this.#threadOf(slot)));
  }

  /** What the first thread runs the model on. Rejects with why it could not load it. */
  async runtime(): Promise<InferenceRuntime> {
    const { info } = await this.#threadOf(this.#slots[0]!);
    return info.runtime;
  }

  /** Waits for a thread and its answer. Rejects as `Embedder.embed` tells. */
  async submit<W extends Work>(work: W, options: WorkOptions): Promise<ResultOf<W>> {
    const { caller, priority, signal, deadline, isContinuation } = options;
    signal?.throwIfAborted();
    if (this.#closing) throw closedError();
    if (!isContinuation) {
      const drainMs = this.#pace.drainMs(this.#queue.before("bulk", caller));
      this.#queue.requireRoom(priority, drainMs, caller);
    }
    if (deadline !== undefined) this.#requireTime(work.kind, priority, deadline, caller);
    const { promise, resolve, reject } = deferred<Embedding | Float32Array>();
    const request: Request = { kind: work.kind, caller, work, resolve, reject };
    this.#queue.add(request, priority);
    const onAbort = () => {
      this.#queue.remove(request);
      reject(signal?.reason);
    };
    // One signal for hundreds of pictures is no leak, though Node would warn of one.
    if (signal) setMaxListeners(0, signal);
    signal?.addEventListener("abort", onAbort, { once: true });
    const timer =
      deadline === undefined
        ? undefined
        : setTimeout(
            () => {
              // What runs already will be there soon, and has cost its time.
              if (this.#queue.remove(request)) reject(this.#lateError(caller));
            },
            Math.min(deadline - performance.now(), longestTimerMs),
          );
    this.#dispatchSoon();
    try {
      return (await promise) as ResultOf<W>;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Rejects a caller's work with `disposed`. Resolves when no thread runs any of it. */
  async leave(caller: object): Promise<void> {
    const isTheirs = (request: Request) => request.caller === caller;
    const running = this.#running().filter(({ requests }) => requests.some(isTheirs));
    const theirs = running.flatMap(({ requests }) => requests.filter(isTheirs));
    for (const { reject } of [...theirs, ...this.#queue.clear(caller)]) reject(closedError());
    await Promise.all(running.map(({ done }) => done));
  }

  /**
   * Rejects everything with `disposed`. Each thread ends once it is free. A second call
   * does nothing.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const running = this.#running();
    for (const { reject } of [
      ...running.flatMap(({ requests }) => requests),
      ...this.#queue.clear(),
    ]) {
      reject(closedError());
    }
    await Promise.all(running.map(({ done }) => done));
    for (const { thread, loading } of this.#slots) {
      thread?.end();
      // Not waited for. It must not be ended before: see `InferenceThread.end`.
      loading?.then(
        (loaded) => loaded.end(),
        () => {},
      );
    }
  }

  /** Throws `overloaded` when the moving averages leave no hope. */
  #requireTime(kind: Work["kind"], priority: Priority, deadline: number, caller: object): void {
    const ahead = this.#queue.before(priority, caller);
    const needed = this.#pace.estimate(kind, ahead, this.#running());
    if (needed > deadline - performance.now()) throw this.#lateError(caller);
  }

  #running() {
    return this.#slots.flatMap(({ batch }) => (batch ? [batch] : []));
  }

  #lateError(caller: object): RevimgError {
    const waiting = this.#queue.before("bulk", caller);
    const retryAfterMs = this.#pace.drainMs(waiting);
    return new RevimgError(
      "overloaded",
      `The model can't answer within the deadline: ${waiting.length} pictures or texts are waiting for it. Try again in ${retryAfterMs} ms, or allow more time.`,
      { details: { waiting: waiting.length, retryAfterMs } },
    );
  }

  /** Calls of one turn of the event loop join one batch. */
  #dispatchSoon(): void {
    if (this.#dispatching) return;
    this.#dispatching = true;
    queueMicrotask(() => {
      this.#dispatching = false;
      this.#dispatch();
    });
  }

  /** No timer: a free thread takes what waits. Several free ones share it. */
  #dispatch(): void {
    if (this.#closing) return;
    const free = this.#slots.filter(({ batch }) => batch === undefined);
    free.forEach((slot, index) => {
      const share = Math.ceil(this.#queue.size / (free.length - index));
      const requests = this.#queue.take(Math.min(maxBatch, share));
      if (requests.length === 0) return;
      const batch = {
        kind: requests[0]!.kind,
        count: requests.length,
        startedAt: performance.now(),
        requests,
        done: Promise.resolve(),
      };
      slot.batch = batch;
      batch.done = this.#serve(slot, batch).finally(() => {
        slot.batch = undefined;
        this.#dispatch();
      });
    });
  }

  async #serve(slot: Slot, batch: RunningBatch & { requests: readonly Request[] }): Promise<void> {
    const { requests, kind, count } = batch;
    try {
      if (!slot.thread) {
        await this.#threadOf(slot);
        // How long loading took says nothing of the next batch.
        batch.startedAt = performance.now();
      }
      const outcomes = await traced("embed", { count, kind }, () => this.#run(slot, requests));
      this.#pace.learn(batch);
      requests.forEach((request, index) => {
        const outcome = outcomes[index]!;
        if ("error" in outcome) request.reject(fromPlainError(outcome.error));
        else request.resolve(outcome.value);
      });
    } catch (error) {
      for (const { reject } of requests) reject(error);
    }
  }

  /** A thread that ended unexpectedly is replaced, and its batch is tried once more. */
  async #run(
    slot: Slot,
    requests: readonly Request[],
  ): Promise<Outcome<Embedding | Float32Array>[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#ask(await this.#threadOf(slot), requests);
      } catch (error) {
        if (!hasEnded(error)) throw error;
        slot.thread?.end();
        slot.thread = undefined;
        if (attempt === 2) throw endedError(error);
      }
    }
  }

  /** The thread with the model in it, once it is loaded. It is started where it is missing. */
  async #threadOf(slot: Slot): Promise<InferenceThread> {
    if (slot.thread) return slot.thread;
    const loading = slot.loading ?? this.#start();
    slot.loading = loading;
    try {
      slot.thread ??= await loading;
      return slot.thread;
    } finally {
      if (slot.loading === loading) slot.loading = undefined;
    }
  }

  async #start(): Promise<InferenceThread> {
    const settings = await this.#settings.thread();
    if (this.#closing) throw closedError();
    return loadThread(startThread(settings.runtime), settings);
  }

  async #ask(
    thread: InferenceThread,
    requests: readonly Request[],
  ): Promise<Outcome<Embedding | Float32Array>[]> {
    const texts = requests.flatMap(({ work }) => (work.kind === "text" ? [work.text] : []));
    if (texts.length > 0) return thread.embedTexts(texts, await this.#settings.textFiles());
    // A copy that the thread gets for good, of the pixels it needs: sending all would hold up the event loop.
    const parts = requests.flatMap(({ work }) =>
      work.kind === "image" ? [partOf(work.image, this.#settings.input)] : [],
    );
    return thread.embed(parts);
  }
}

function partOf(image: PictureWork, input: InputGeometry): SentPicture {
  if (!image.isPrepared) return inputPart(image, input);
  const { width, height, isPrepared } = image;
  // Not slice(): that would not copy a Buffer.
  const pixels = new Uint8Array(image.pixels);
  return { ...{ pixels, width, height, isPrepared }, left: 0, top: 0, whole: { width, height } };
}

export function closedError(): RevimgError {
  return new RevimgError("disposed", "The model was closed.");
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
