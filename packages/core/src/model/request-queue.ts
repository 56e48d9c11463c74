import { RevimgError } from "../errors.js";

export type Priority = "query" | "bulk";

/**
 * What waits for a worker, in order of arrival, queries before bulk work. Each
 * priority has room for `maxWaiting` items, so that a flood of bulk work can't
 * turn queries away.
 */
export class RequestQueue<T> {
  readonly #lines: Record<Priority, Set<T>> = { query: new Set(), bulk: new Set() };
  readonly #maxWaiting: number;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  get size(): number {
    return this.#lines.query.size + this.#lines.bulk.size;
  }

  /**
   * Adds an item. Throws `overloaded` when its line is full, with the time until
   * there is room again, `millisecondsEach` an item, as `details.retryAfterMs`.
   */
  add(item: T, priority: Priority, millisecondsEach: number): void {
    const line = this.#lines[priority];
    if (line.size >= this.#maxWaiting) {
      const retryAfterMs = Math.ceil(this.size * millisecondsEach);
      throw new RevimgError(
        "overloaded",
        `${line.size} pictures are waiting for the model already. Try again in ${retryAfterMs} ms, or send fewer at a time.`,
        { details: { waiting: line.size, retryAfterMs } },
      );
    }
    line.add(item);
  }

  /** Removes an item; says whether it was still waiting. */
  remove(item: T): boolean {
    return this.#lines.query.delete(item) || this.#lines.bulk.delete(item);
  }

  /** Takes up to `count` items out. */
  take(count: number): T[] {
    const items = [...this.#lines.query, ...this.#lines.bulk].slice(0, count);
    for (const item of items) this.remove(item);
    return items;
  }
}
