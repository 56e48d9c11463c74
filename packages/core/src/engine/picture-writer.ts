import { setTimeout as delay } from "node:timers/promises";
import { isRevimgError } from "../lib/errors.js";
import type { Mutex } from "../lib/mutex.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import { HeldLease } from "./held-lease.js";

/** How often work is done again whose leases were lost. Each time, a process stood still for long. */
const mostLosses = 5;

/** Between two tries to get leases that others hold. A batch takes some tens of milliseconds. */
const firstDelayMs = 10;
const maxDelayMs = 500;

export interface OwnOptions {
  /** Ends the wait for others. Work that has begun is not disturbed. */
  signal?: AbortSignal | undefined;
  /** False: pictures that others hold are left out. Default true. */
  waits?: boolean;
}

/** Who changes pictures: one piece of work at a time in this process, and one for each picture in all. */
export class PictureWriter {
  readonly #metadata: MetadataStore;
  readonly #mutex: Mutex;

  /** @param mutex is shared by all who write the same stores in this process */
  constructor(metadata: MetadataStore, mutex: Mutex) {
    this.#metadata = metadata;
    this.#mutex = mutex;
  }

  /** Runs work that changes no picture between two pieces of work that do. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(work);
  }

  /**
   * Runs `work` on pictures while nobody else changes them, in this process or any
   * other. When others hold some of them, it runs on the rest first. So it may run
   * several times, each time on other pictures, and nobody waits with a lease in hand.
   *
   * What `work` knows of the pictures from before is old: it reads them again. It runs
   * again from its beginning when it loses a lease. Rejects with `lease_lost` when that
   * happens over and over. Resolves to what each run came to; none for no pictures.
   */
  async own<T>(
    ids: readonly string[],
    work: (lease: HeldLease) => Promise<T>,
    { signal, waits = true }: OwnOptions = {},
  ): Promise<T[]> {
    const left = new Set(ids);
    const results: T[] = [];
    for (let losses = 0, delayMs = firstDelayMs; left.size > 0; ) {
      signal?.throwIfAborted();
      try {
        const done = await this.#mutex.run(() => this.#turn([...left], work));
        if (done) {
          results.push(done.result);
          for (const id of done.ids) left.delete(id);
          delayMs = firstDelayMs;
        }
      } catch (error) {
        if (!isRevimgError(error, "lease_lost") || ++losses >= mostLosses) throw error;
      }
      if (left.size === 0 || !waits) break;
      // Chance keeps two who wait from meeting each other again and again.
      await delay(delayMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      delayMs = Math.min(maxDelayMs, 2 * delayMs);
    }
    return results;
  }

  async #turn<T>(ids: readonly string[], work: (lease: HeldLease) => Promise<T>) {
    const lease = await HeldLease.take(this.#metadata, ids);
    if (!lease) return null;
    try {
      return { ids: lease.ids, result: await work(lease) };
    } finally {
      await lease.end();
    }
  }
}
