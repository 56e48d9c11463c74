import { fromPlainError, RevimgError } from "../lib/errors.js";
import type { BrowserWorker } from "./browser-globals.js";
import type { LoadProgress, WorkerMessage, WorkerMethods } from "./worker-protocol.js";

/** The `Worker` of browsers. Bundlers see the call only in exactly this form. */
declare const Worker: new (url: URL, options: { type: "module"; name: string }) => BrowserWorker;

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** Calls into the web worker, answered in any order. */
export class WorkerConnection {
  readonly #worker: BrowserWorker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #ended: RevimgError | undefined;

  constructor(onProgress: (progress: LoadProgress) => void) {
    this.#worker = new Worker(new URL("./browser-worker.js", import.meta.url), {
      type: "module",
      name: "revimg",
    });
    this.#worker.onmessage = ({ data }) => {
      const message = data as WorkerMessage;
      if ("progress" in message) onProgress(message.progress);
      else this.#settle(message);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault?.();
      this.end(brokenWorker(event.message));
    };
    this.#worker.onmessageerror = () => this.end(brokenWorker("it sent what can't be read"));
  }

  /** Rejects with the error given to `end` when the worker ends before it answers. */
  async call<Method extends keyof WorkerMethods>(
    method: Method,
    argument: WorkerMethods[Method]["takes"],
    transfer: readonly unknown[] = [],
  ): Promise<WorkerMethods[Method]["gives"]> {
    if (this.#ended) throw this.#ended;
    const call = ++this.#calls;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
    });
    try {
      this.#worker.postMessage({ call, method, argument }, transfer);
      return (await answer) as WorkerMethods[Method]["gives"];
    } finally {
      this.#waiting.delete(call);
    }
  }

  /** Stops the worker wherever it is. What waits, and every later call, rejects with `error`. */
  end(error: RevimgError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  #settle(message: Exclude<WorkerMessage, { progress: LoadProgress }>): void {
    const waiting = this.#waiting.get(message.call);
    if ("error" in message) waiting?.reject(fromPlainError(message.error));
    else waiting?.resolve(message.result);
  }
}

function brokenWorker(reason: string | undefined): RevimgError {
  return new RevimgError(
    "dependency_load_failed",
    `The worker of @revimg/core/browser does not run${reason ? `: ${reason}` : ""}. Its file browser-worker.js must be served as a module beside the bundle; docs/browser.md tells how bundlers do that.`,
  );
}
