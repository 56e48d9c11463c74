import type { Embedding, Outcome } from "../inference/image-model.js";
import { fromPlainError, type RevimgError } from "../lib/errors.js";
import { Pace } from "../lib/workers/pace.js";
import { RequestQueue } from "../lib/workers/request-queue.js";
import type { WorkerConnection } from "./worker-connection.js";
import type { WorkerPicture } from "./worker-protocol.js";

/** Items in one inference, as in Node. */
const maxBatch = 8;

/** Items that may wait. */
const maxWaiting = 256;

type Work = { kind: "image"; picture: WorkerPicture } | { kind: "text"; text: string };

type Request = Work & {
  resolve(result: unknown): void;
  reject(reason: unknown): void;
};

/** Holds what waits for the model. A free model takes what there is, 8 at most. */
export class BatchQueue {
  readonly #connection: WorkerConnection;
  readonly #queue = new RequestQueue<Request>(maxWaiting);
  readonly #pace = new Pace(1, maxBatch);
  #isRunning = false;

  constructor(connection: WorkerConnection) {
    this.#connection = connection;
  }

  /** Rejects with `overloaded` when 256 already wait, or with the signal's reason. */
  image(picture: WorkerPicture, signal: AbortSignal | undefined): Promise<Embedding> {
    return this.#submit({ kind: "image", picture }, signal) as Promise<Embedding>;
  }

  text(text: string, signal: AbortSignal | undefined): Promise<Float32Array> {
    return this.#submit({ kind: "text", text }, signal) as Promise<Float32Array>;
  }

  /** Rejects what waits. The connection ends what runs. */
  clear(error: RevimgError): void {
    for (const request of this.#queue.clear()) drop(request, error);
  }

  async #submit(work: Work, signal: AbortSignal | undefined): Promise<unknown> {
    signal?.throwIfAborted();
    this.#queue.requireRoom("query", this.#pace.drainMs(this.#queue.before("query")));
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        if (this.#queue.remove(request)) drop(request, signal?.reason);
        else reject(signal?.reason);
      };
      const settled = () => signal?.removeEventListener("abort", onAbort);
      const request: Request = {
        ...work,
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (reason) => {
          settled();
          reject(reason);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#queue.add(request, "query");
      // Calls of one turn of the event loop join one batch.
      queueMicrotask(() => this.#dispatch());
    });
  }

  async #dispatch(): Promise<void> {
    if (this.#isRunning) return;
    const requests = this.#queue.take(maxBatch);
    if (requests.length === 0) return;
    this.#isRunning = true;
    const batch = {
      kind: requests[0]!.kind,
      count: requests.length,
      startedAt: performance.now(),
    };
    try {
      const outcomes = await this.#ask(requests);
      this.#pace.learn(batch);
      requests.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index]!;
        if ("error" in outcome) reject(fromPlainError(outcome.error));
        else resolve(outcome.value);
      });
    } catch (error) {
      for (const { reject } of requests) reject(error);
    }
    this.#isRunning = false;
    this.#dispatch();
  }

  #ask(requests: readonly Request[]): Promise<Outcome<Embedding | Float32Array>[]> {
    const texts = requests.flatMap((request) => (request.kind === "text" ? [request.text] : []));
    if (texts.length > 0) return this.#connection.call("embedTexts", texts);
    const pictures = requests.flatMap((request) =>
      request.kind === "image" ? [request.picture] : [],
    );
    const bitmaps = pictures.filter((picture) => !(picture instanceof Blob));
    return this.#connection.call("embed", pictures, bitmaps);
  }
}

/** Frees a bitmap that nobody will decode. Garbage collection would free it much later. */
function drop(request: Request, reason: unknown): void {
  if (request.kind === "image" && !(request.picture instanceof Blob)) request.picture.close();
  request.reject(reason);
}
