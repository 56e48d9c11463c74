export interface StoredRecord {
  values: Float32Array;
  metadata: Record<string, unknown> | undefined;
}

export type Namespace = Map<string, StoredRecord>;

interface Write {
  visibleAt: number;
  apply(): void;
}

/** The records of an index, by namespace. A write shows some time after it was taken, and in order. */
export class Namespaces {
  readonly #visible = new Map<string, Namespace>();
  readonly #names = new Set<string>();
  #writes: Write[] = [];
  /** How late a write shows, in milliseconds. */
  visibilityMs: number;

  constructor(visibilityMs: number) {
    this.visibilityMs = visibilityMs;
  }

  upsert(name: string, records: readonly (StoredRecord & { id: string })[]): void {
    this.#names.add(name);
    this.#later(() => {
      const namespace = this.#visible.get(name) ?? new Map();
      this.#visible.set(name, namespace);
      for (const { id, ...record } of records) namespace.set(id, record);
    });
  }

  delete(name: string, ids: readonly string[] | "all"): void {
    if (ids === "all") this.#names.delete(name);
    this.#later(() => {
      if (ids === "all") this.#visible.delete(name);
      for (const id of ids === "all" ? [] : ids) this.#visible.get(name)?.delete(id);
    });
  }

  /** Whether a record was ever written to it since it was last emptied. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** What can be seen of it now. */
  read(name: string): Namespace {
    this.#settle();
    return this.#visible.get(name) ?? new Map();
  }

  counts(): Record<string, number> {
    this.#settle();
    const full = [...this.#visible].filter(([, { size }]) => size > 0);
    return Object.fromEntries(full.map(([name, { size }]) => [name, size]));
  }

  #later(apply: () => void): void {
    this.#writes.push({ visibleAt: Date.now() + this.visibilityMs, apply });
  }

  #settle(): void {
    const now = Date.now();
    while (this.#writes[0] && this.#writes[0].visibleAt <= now) this.#writes.shift()?.apply();
  }
}
