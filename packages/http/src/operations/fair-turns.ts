import { availableParallelism } from "node:os";
import { RevimgError } from "@revimg/core";

/** How many searches are under way, and how many may wait. */
export interface SearchLimits {
  /** Searches at one time. Default: twice the processors, at least 8. */
  concurrent?: number;
  /** Searches that wait, of one client. Default 128. */
  waitingPerClient?: number;
  /** Searches that wait, of all clients. Default 512. */
  waiting?: number;
  /** Milliseconds from its arrival in which a search must be done. Default 20,000. */
  deadlineMs?: number;
}

export interface TurnCounts {
  running: number;
  waiting: number;
  /** Refused since the start. */
  refused: number;
}

interface Waiting {
  start: () => void;
}

/**
 * Lets clients take turns. Who asks for much at once waits for itself: a newcomer comes
 * after at most one search of each other client. What is too much is refused with
 * `overloaded`.
 */
export class FairTurns {
  readonly #limits: Required<SearchLimits>;
  /** The clients that wait, in the order of their turns. */
  readonly #queues = new Map<string, Set<Waiting>>();
  #running = 0;
  #waiting = 0;
  #refused = 0;

  /** Throws `invalid_config` for a limit that is no whole number of at least 1. */
  constructor(limits: SearchLimits = {}) {
    const concurrent = Math.max(8, 2 * availableParallelism());
    const defaults = { concurrent, waitingPerClient: 128, waiting: 512, deadlineMs: 20_000 };
    this.#limits = { ...defaults, ...limits };
    for (const [name, value] of Object.entries(this.#limits)) {
      if (Object.hasOwn(defaults, name) && Number.isSafeInteger(value) && value >= 1) continue;
      throw new RevimgError(
        "invalid_config",
        `searches takes whole numbers of at least 1 for ${Object.keys(defaults).join(", ")}; ${name} is ${JSON.stringify(value)}.`,
      );
    }
  }

  get counts(): TurnCounts {
    return { running: this.#running, waiting: this.#waiting, refused: this.#refused };
  }

  /**
   * Does `work` when it is the client's turn; it gets the milliseconds that are left.
   * Rejects with `overloaded` when too many wait, or when the turn does not come in time,
   * and with the signal's reason when it is aborted before.
   */
  async run<T>(
    client: string,
    signal: AbortSignal,
    work: (deadlineMs: number) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const { deadlineMs } = this.#limits;
    const start = performance.now();
    if (this.#running < this.#limits.concurrent) this.#running++;
    else await this.#wait(client, signal);
    try {
      return await work(Math.max(0, deadlineMs - (performance.now() - start)));
    } finally {
      this.#running--;
      this.#startNext();
    }
  }

  #wait(client: string, signal: AbortSignal): Promise<void> {
    const queue = this.#queues.get(client) ?? new Set();
    const { waiting, waitingPerClient, deadlineMs } = this.#limits;
    if (this.#waiting >= waiting || queue.size >= waitingPerClient) return this.#refuse();
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        queue.delete(entry);
        if (queue.size === 0) this.#queues.delete(client);
        this.#waiting--;
      };
      const abort = () => {
        leave();
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        leave();
        this.#refuse().catch(reject);
      }, deadlineMs);
      const entry: Waiting = {
        start: () => {
          leave();
          this.#running++;
          resolve();
        },
      };
      signal.addEventListener("abort", abort, { once: true });
      queue.add(entry);
      this.#queues.set(client, queue);
      this.#waiting++;
    });
  }

  #startNext(): void {
    const [next] = this.#queues;
    if (next === undefined) return;
    const [client, queue] = next;
    const [entry] = queue;
    // The client goes to the end of the row.
    this.#queues.delete(client);
    this.#queues.set(client, queue);
    entry?.start();
  }

  #refuse(): Promise<never> {
    this.#refused++;
    const message = "Too many searches wait. Try again in a moment, with fewer at a time.";
    const details = { retryAfterMs: 2000 };
    return Promise.reject(new RevimgError("overloaded", message, { details }));
  }
}
