import { RevimgError } from "../errors.js";

export type Priority = "query" | "bulk";

/**
 * What waits for a worker, in order of arrival, queries before bulk work. Each
 * priority has room for `maxWaiting` items, so that a flood of bulk work can't
 * turn queries away.
 */
export class RequestQueue<T extends { kind: string }> {
  readonly #lines: Record<Priority, Set<T>> = { query: new Set(), bulk: new Set() };
  readonly #maxWaiting: number;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  get size(): number {
    return this.#lines.query.size + this.#lines.bulk.size;
  }

  /** What will be served before a new item of this priority. */
  before(priority: Priority): T[] {
    return [...this.#lines.query, ...(priority === "bulk" ? this.#lines.bulk : [])];
  }

  /**
   * Throws `overloaded` when a line is full. `details.retryAfterMs` is the time in
   * which it will have moved up.
   */
  requireRoom(priority: Priority, retryAfterMs: number): void {
    const waiting = this.#lines[priority].size;
    if (waiting < this.#maxWaiting) return;
    throw new RevimgError(
      "overloaded",
      `${waiting} pictures or texts are waiting already. Try again in ${retryAfterMs} ms, or send fewer at a time.`,
      { details: { waiting, retryAfterMs } },
    );
  }

  add(item: T, priority: Priority): void {
    this.#lines[priority].add(item);
  }

  /** Removes an item; says whether it was still waiting. */
  remove(item: T): boolean {
    return this.#lines.query.delete(item) || this.#lines.bulk.delete(item);
  }

  /**
   * Takes out the next items of one priority and one kind, `count` at most. A
   * query is not held up by bulk work in its batch.
   */
  take(count: number): T[] {
    const line = this.#lines.query.size > 0 ? this.#lines.query : this.#lines.bulk;
    const items: T[] = [];
    let kind: string | undefined;
    for (const item of line) {
      if (items.length === count) break;
      kind ??= item.kind;
      if (item.kind === kind) items.push(item);
    }
    for (const item of items) line.delete(item);
    return items;
  }

  /** Takes out everything. */
  clear(): T[] {
    const items = this.before("bulk");
    this.#lines.query.clear();
    this.#lines.bulk.clear();
    return items;
  }
}
