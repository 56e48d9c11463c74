import { LRUCache } from "lru-cache";
import type { SharedRevision } from "./shared-revision.js";

/**
 * Keeps what searches read of pictures, by their ids, as long as the revision of the
 * collection stays: popular pictures are found again and again, and a call to the thread
 * that owns the file costs more than the work that is left.
 */
export class RevisionCache<Value extends object> {
  readonly #revision: SharedRevision;
  readonly #copy: (value: Value) => Value;
  readonly #kept: LRUCache<string, Value>;
  /** Of what is kept. */
  #keptRevision: number | null = null;

  /**
   * @param most values that are kept, those used last
   * @param copy makes what a caller gets, so that it can't change what the next one gets
   */
  constructor(revision: SharedRevision, most: number, copy: (value: Value) => Value) {
    this.#revision = revision;
    this.#copy = copy;
    this.#kept = new LRUCache({ max: most });
  }

  /** The values in the order of `ids`, null where there is none; `read` is asked for those that are not kept. */
  async get(
    ids: readonly string[],
    read: (ids: readonly string[]) => Promise<(Value | null)[]>,
  ): Promise<(Value | null)[]> {
    const revision = this.#revision.read();
    if (revision !== this.#keptRevision) {
      this.#kept.clear();
      this.#keptRevision = revision;
    }
    const values = ids.map((id) => {
      const kept = this.#kept.get(id);
      return kept ? this.#copy(kept) : null;
    });
    const missing = ids.filter((_, i) => values[i] === null);
    if (missing.length === 0) return values;
    const found = await read(missing);
    // What was read around a commit may be of either revision.
    const isStill = revision !== null && this.#revision.read() === revision;
    let next = 0;
    for (const [i, id] of ids.entries()) {
      if (values[i] !== null) continue;
      const value = found[next++] ?? null;
      values[i] = value;
      if (isStill && value) this.#kept.set(id, this.#copy(value));
    }
    return values;
  }
}
