import { RevimgError } from "../errors.js";
import { FairLine, type Waiting } from "./fair-line.js";

export type Priority = "query" | "bulk";

/**
 * What waits for a worker: queries before bulk work, and within each priority the
 * callers in turn. Each caller has room for `maxWaiting` items of each priority. So a
 * flood of bulk work can't turn queries away, and one caller can't turn others away.
 */
export class RequestQueue<T extends Waiting> {
  readonly #lines: Record<Priority, FairLine<T>> = { query: new FairLine(), bulk: new FairLine() };
  readonly #maxWaiting: number;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  get size(): number {
    return this.#lines.query.size + this.#lines.bulk.size;
  }

  /** What will be served before a new item of this priority and caller. */
  before(priority: Priority, caller?: object): T[] {
    if (priority === "query") return this.#lines.query.before(caller);
    return [...this.#lines.query.items(), ...this.#lines.bulk.before(caller)];
  }

  /**
   * Throws `overloaded` when the caller's line is full. `details.retryAfterMs` is the
   * time in which it will have moved up.
   */
  requireRoom(priority: Priority, retryAfterMs: number, caller?: object): void {
    const waiting = this.#lines[priority].countOf(caller);
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
    return this.#lines.query.remove(item) || this.#lines.bulk.remove(item);
  }

  /**
   * Takes out the next items of one priority and one kind, `count` at most. A
   * query is not held up by bulk work in its batch.
   */
  take(count: number): T[] {
    return (this.#lines.query.size > 0 ? this.#lines.query : this.#lines.bulk).take(count);
  }

  /** Takes out everything, or all of one caller. */
  clear(caller?: object): T[] {
    return [...this.#lines.query.clear(caller), ...this.#lines.bulk.clear(caller)];
  }
}
