import { setTimeout } from "node:timers/promises";
import { Worker, type WorkerOptions } from "node:worker_threads";
import { fromPlainError, type PlainError, RevimgError } from "../errors.js";
import { workerUrl } from "./worker-url.js";

/** `rest` is for the thread itself; the other methods are what it is there for. */
export interface WorkerCall {
  call: number;
  method: string;
  args: unknown[];
}

/** What a worker answers to a call of the same number. */
export type WorkerAnswer = { call: number } & ({ result: unknown } | { error: PlainError });

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/**
 * Milliseconds that a thread is left idle before it ends, after the garbage is collected.
 *
 * Node 20 can abort the whole process where a thread ends while V8 still optimises its
 * code in the background and its heap is about to be collected ("Assertion failed:
 * (data.first) != nullptr" in node_platform.cc). Of 30 runs of the migration tests
 * beside each other 5 ended so without a rest.
 */
const restMs = 150;
/** A thread that is too busy to collect its garbage by then is ended as it is. */
const busyMs = 1000;

/**
 * Calls into a worker thread, answered in any order. The thread keeps the
 * process alive only while a call is under way.
 */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #ended: RevimgError | undefined;

  constructor(name: string, options: WorkerOptions = {}) {
    // `node --input-type=module -e …` would hand its flag down, which a file must not have.
    const isInline = process.execArgv.some((argument) => argument.startsWith("--input-type"));
    const execArgv = isInline ? { execArgv: [] } : {};
    this.#worker = new Worker(workerUrl(name), { name: `revimg ${name}`, ...execArgv, ...options });
    this.#worker.unref();
    this.#worker.on("message", (answer: WorkerAnswer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#end(name, error));
    this.#worker.on("messageerror", (error) => this.#end(name, error));
    this.#worker.on("exit", () => this.#end(name));
  }

  /** An abort rejects at once; the worker still finishes what it has begun. */
  async call<T>(
    method: string,
    args: unknown[],
    options: { signal?: AbortSignal | undefined; transfer?: ArrayBuffer[] } = {},
  ): Promise<T> {
    const { signal, transfer } = options;
    signal?.throwIfAborted();
    if (this.#ended) throw this.#ended;
    const call = ++this.#calls;
    this.#post({ call, method, args }, transfer);
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
    });
    this.#worker.ref();
    const onAbort = () => this.#waiting.get(call)?.reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return (await answer) as T;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Ends the thread. Calls still waiting reject with `disposed`. */
  async terminate(): Promise<void> {
    const rest = this.call("rest", []).catch(() => {});
    this.#ended ??= new RevimgError("disposed", "The index was closed.");
    await Promise.race([rest, setTimeout(busyMs, undefined, { ref: false })]);
    await setTimeout(restMs);
    await this.#worker.terminate();
  }

  /** Throws where a value can't be sent; then nothing is under way, and nothing keeps the process alive. */
  #post(call: WorkerCall, transfer: ArrayBuffer[] | undefined): void {
    try {
      this.#worker.postMessage(call, transfer);
    } catch (cause) {
      throw new RevimgError(
        "invalid_input",
        `A value of this call can't be passed to another thread (${call.method}): it holds a function, a promise or a buffer that was given away before. Pass plain data.`,
        { cause },
      );
    }
  }

  #settle(answer: WorkerAnswer): void {
    const waiting = this.#waiting.get(answer.call);
    this.#waiting.delete(answer.call);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("error" in answer) waiting?.reject(fromPlainError(answer.error));
    else waiting?.resolve(answer.result);
  }

  #end(name: string, cause?: unknown): void {
    this.#ended ??= new RevimgError(
      "store_failed",
      `The ${name} thread ended unexpectedly. Close the index and open it again.`,
      { cause },
    );
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
    this.#worker.unref();
  }
}
