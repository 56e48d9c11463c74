/** Weight of the newest batch in the moving averages. */
const newest = 0.2;

/** Milliseconds an item, until the first batch of its kind is done. */
const assumedMs = 50;

/** A batch that a worker has begun. */
export interface RunningBatch {
  kind: string;
  count: number;
  /** By `performance.now()`. */
  startedAt: number;
}

/**
 * Learns from finished batches how long things take. Requests that would be late are
 * refused, and callers learn when to come back.
 */
export class Pace {
  readonly #averages = new Map<string, number>();
  readonly #workers: number;
  readonly #maxBatch: number;

  constructor(workers: number, maxBatch: number) {
    this.#workers = workers;
    this.#maxBatch = maxBatch;
  }

  /** Notes a batch that is done. */
  learn({ kind, count, startedAt }: RunningBatch): void {
    const each = (performance.now() - startedAt) / count;
    const average = this.#averages.get(kind) ?? each;
    this.#averages.set(kind, average + newest * (each - average));
  }

  /** Milliseconds of one item of a kind. */
  each(kind: string): number {
    return this.#averages.get(kind) ?? assumedMs;
  }

  /**
   * Milliseconds until a new item would be done, behind these items and beside what
   * runs. 0 while its kind has not been measured, and when a worker is free for it. So
   * a pace that was once slow is measured again.
   */
  estimate(
    kind: string,
    ahead: readonly { kind: string }[],
    running: readonly RunningBatch[],
  ): number {
    if (!this.#averages.has(kind)) return 0;
    if (ahead.length === 0 && running.length < this.#workers) return 0;
    const now = performance.now();
    const runningMs = running.reduce((total, batch) => {
      const left = batch.count * this.each(batch.kind) - (now - batch.startedAt);
      return total + Math.max(0, left);
    }, 0);
    // Its own batch holds the last of those ahead, and no second worker makes it shorter.
    const inOwnBatch = ahead.length % this.#maxBatch;
    const before = ahead.slice(0, ahead.length - inOwnBatch);
    return (runningMs + this.#total(before)) / this.#workers + (inOwnBatch + 1) * this.each(kind);
  }

  /** Whole milliseconds in which all these will have been served, at least 1. */
  drainMs(waiting: readonly { kind: string }[]): number {
    return Math.max(1, Math.ceil(this.#total(waiting) / this.#workers));
  }

  #total(items: readonly { kind: string }[]): number {
    return items.reduce((total, { kind }) => total + this.each(kind), 0);
  }
}
