/** Something that waits for a worker. */
export interface Waiting {
  kind: string;
  /** Whose it is. Those without one are of one caller together. */
  caller?: object;
}

/**
 * A line in which callers take turns: whoever sends much does not hold up who sends
 * little. Each caller's own items keep their order.
 */
export class FairLine<T extends Waiting> {
  /** The caller that waits longest for its turn comes first. */
  readonly #lines = new Map<object | undefined, Set<T>>();

  get size(): number {
    let size = 0;
    for (const line of this.#lines.values()) size += line.size;
    return size;
  }

  /** All, one caller's after another's. */
  items(): T[] {
    return [...this.#lines.values()].flatMap((line) => [...line]);
  }

  /** How many of a caller wait. */
  countOf(caller: object | undefined): number {
    return this.#lines.get(caller)?.size ?? 0;
  }

  add(item: T): void {
    const line = this.#lines.get(item.caller) ?? new Set();
    this.#lines.set(item.caller, line.add(item));
  }

  /** Removes an item; says whether it was still waiting. */
  remove(item: T): boolean {
    const line = this.#lines.get(item.caller);
    const wasThere = line?.delete(item) ?? false;
    if (line?.size === 0) this.#lines.delete(item.caller);
    return wasThere;
  }

  /** What is served before a new item of this caller: its own, and as many of each other one. */
  before(caller: object | undefined): T[] {
    const turns = this.countOf(caller) + 1;
    return [...this.#lines].flatMap(([other, line]) =>
      other === caller ? [...line] : [...line].slice(0, turns),
    );
  }

  /** Takes out the next items of one kind, `count` at most. */
  take(count: number): T[] {
    const taken: T[] = [];
    for (;;) {
      const before = taken.length;
      // A round: one item of each caller. Whoever was served goes behind the others.
      for (const [caller, line] of [...this.#lines]) {
        if (taken.length === count) return taken;
        const next = firstOf(line, taken[0]?.kind);
        if (next === undefined) continue;
        taken.push(next);
        line.delete(next);
        this.#lines.delete(caller);
        if (line.size > 0) this.#lines.set(caller, line);
      }
      if (taken.length === before) return taken;
    }
  }

  /** Takes out everything, or all of one caller. */
  clear(caller?: object): T[] {
    const items = caller === undefined ? this.items() : [...(this.#lines.get(caller) ?? [])];
    if (caller === undefined) this.#lines.clear();
    else this.#lines.delete(caller);
    return items;
  }
}

function firstOf<T extends Waiting>(line: Iterable<T>, kind: string | undefined): T | undefined {
  for (const item of line) if (kind === undefined || item.kind === kind) return item;
  return undefined;
}
