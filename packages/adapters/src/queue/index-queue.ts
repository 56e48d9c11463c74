import { type IndexSource, type Revimg, RevimgError } from "@revimg/core";
import type { OpenBoss } from "./boss.js";
import { listDeadLetters, retryDeadLetters } from "./dead-letters.js";
import { enqueue } from "./enqueue.js";
import { readHealth } from "./health.js";
import { statements } from "./job-table.js";
import { readStatus } from "./status.js";
import type { EnqueueOptions, IndexQueue, WorkOptions } from "./types.js";
import { work } from "./work.js";

/** See `IndexQueue` for the contract. */
export class OpenIndexQueue implements IndexQueue {
  readonly location: string | null;
  readonly #queue: OpenBoss;
  readonly #collection: string;
  #closing: Promise<void> | undefined;

  constructor(queue: OpenBoss, collection: string, location: string | null) {
    this.#queue = queue;
    this.#collection = collection;
    this.location = location;
  }

  enqueue(source: IndexSource, options?: EnqueueOptions) {
    return enqueue(this.#open(), source, options);
  }

  async work(revimg: Revimg, options?: WorkOptions) {
    return work(this.#open(), revimg, options);
  }

  async status({ signal }: { signal?: AbortSignal } = {}) {
    return readStatus(this.#open(), this.#collection, signal);
  }

  async health({ signal }: { signal?: AbortSignal } = {}) {
    return readHealth(this.#open(), signal);
  }

  async deadLetters(options: { limit?: number; signal?: AbortSignal } = {}) {
    return listDeadLetters(this.#open(), options);
  }

  async retry({ signal }: { signal?: AbortSignal } = {}) {
    return retryDeadLetters(this.#open(), signal);
  }

  async purge({ signal }: { signal?: AbortSignal } = {}) {
    const { connections, names } = this.#open();
    return connections.transact(signal, async (session) => {
      let count = 0;
      for (const name of [names.waiting, names.dead]) {
        count += (await session.run(statements.purge, [name])).length;
      }
      return count;
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(): Promise<void> {
    const { boss, connections } = this.#queue;
    await boss.stop({ graceful: false });
    await connections.close();
  }

  /** Throws `disposed` after `close()`. */
  #open(): OpenBoss {
    if (this.#closing) {
      throw new RevimgError("disposed", "The queue was closed.", { adapter: "queue" });
    }
    return this.#queue;
  }
}
