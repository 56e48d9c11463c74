import { Worker, type WorkerOptions } from "node:worker_threads";
import { fromPlainError, type PlainError, RevimgError } from "../errors.js";
import { endThread, letRestAtExit } from "./thread-end.js";
import { workerUrl } from "./worker-url.js";

/** `rest` and `ping` are for the thread itself; the other methods are what it is there for. */
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
 * Calls into a worker thread, answered in any order. The thread keeps the
 * process alive only while a call is under way.
 */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #ended: RevimgError | undefined;
  #gone: Promise<void> | undefined;
  readonly #name: string;
  readonly #rest = () => this.call("rest", []);

  constructor(name: string, options: WorkerOptions = {}) {
    this.#name = name;
    // `node --input-type=module -e …` would hand its flag down, which a file must not have.
    const isInline = process.execArgv.some((argument) => argument.startsWith("--input-type"));
    const execArgv = isInline ? { execArgv: [] } : {};
    this.#worker = new Worker(workerUrl(name), { name: `revimg ${name}`, ...execArgv, ...options });
    this.#worker.unref();
    letRestAtExit(this.#worker, this.#rest);
    this.#worker.on("message", (answer: WorkerAnswer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("messageerror", (error) => this.#end(error));
    this.#worker.on("exit", () => this.#end());
  }

  /** No call will be answered any more. */
  get hasEnded(): boolean {
    return this.#ended !== undefined;
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

  /**
   * Ends the thread. Waiting calls reject with `disposed`. Resolves when the thread is
   * gone; see `endThread`. A second call does nothing.
   */
  terminate(): Promise<void> {
    this.#gone ??= endThread(this.#worker, this.#rest);
    this.#ended ??= new RevimgError("disposed", "The index was closed.");
    return this.#gone;
  }

  /**
   * Ends a thread that does not answer any more, whatever it does. Calls under way reject
   * with `store_failed` and `details.isKilled`.
   */
  kill(): void {
    this.#ended ??= new RevimgError("store_failed", `The ${this.#name} thread did not answer.`, {
      details: { isKilled: true },
    });
    this.#end();
    void this.#worker.terminate();
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

  #end(cause?: unknown): void {
    this.#ended ??= new RevimgError(
      "store_failed",
      `The ${this.#name} thread ended unexpectedly. Close the index and open it again.`,
      { cause },
    );
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
    this.#worker.unref();
  }
}
