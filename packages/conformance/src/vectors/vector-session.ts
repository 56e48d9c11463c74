import assert from "node:assert/strict";
import type { CallOptions, VectorRecord, VectorStore, VectorStoreCapabilities } from "@revimg/core";
import { eventually, inParts } from "../checks.js";
import { uniqueScope, withCleanup } from "../cleanup.js";
import type { ConformanceCase, CreateStore } from "../conformance-case.js";

/**
 * Dimension of every vector of the kit, in every space: some servers fix an index's
 * dimension for good.
 */
export const dimension = 512;

/** What a case works with: throwaway spaces, and stores that are closed when the case ends. */
export class VectorSession {
  readonly scope = uniqueScope();
  readonly space = `${this.scope}-1`;
  readonly otherSpace = `${this.scope}-2`;
  readonly #create: CreateStore<VectorStore>;
  readonly #later: (task: () => Promise<unknown>) => void;
  readonly #spaces = new Set<string>();

  constructor(create: CreateStore<VectorStore>, later: (task: () => Promise<unknown>) => void) {
    this.#create = create;
    this.#later = later;
  }

  async make(): Promise<VectorStore> {
    const store = await this.#create(this.scope);
    // Another case tests whether a close works, and a second close too.
    this.#later(() => store.close().catch(() => undefined));
    return store;
  }

  clone(store: VectorStore): VectorStore {
    const clone = store.clone();
    this.#later(() => clone.close().catch(() => undefined));
    return clone;
  }

  async open(space = this.space, options: CallOptions = {}): Promise<VectorStore> {
    if (!this.#spaces.has(space)) {
      this.#spaces.add(space);
      this.#later(() => this.#drop(space));
    }
    const store = await this.make();
    await store.open({ space, dimension, ...options });
    return store;
  }

  /** Opens the space with these records in it. Fetches see them. */
  async openWith(records: readonly VectorRecord[], space = this.space): Promise<VectorStore> {
    const store = await this.open(space);
    await upsertAll(store, records);
    return store;
  }

  async #drop(space: string): Promise<void> {
    const store = await this.#create(this.scope);
    try {
      await store.open({ space, dimension });
      await store.drop(space);
    } finally {
      await store.close();
    }
  }
}

export function vectorCase(
  name: string,
  body: (session: VectorSession) => Promise<void>,
  requires?: (capabilities: VectorStoreCapabilities) => boolean,
): ConformanceCase<VectorStore> {
  return {
    name,
    ...(requires && { requires }),
    run: (create) => withCleanup((later) => body(new VectorSession(create, later))),
  };
}

/** Upserts in parts. An eventually consistent store is waited for until it shows all of them. */
export async function upsertAll(
  store: VectorStore,
  records: readonly VectorRecord[],
): Promise<void> {
  for (const part of inParts(records, store.capabilities.maxBatch)) await store.upsert(part);
  if (store.capabilities.consistency === "strong") return;
  await eventually(store, async () => {
    for (const part of inParts(records, store.capabilities.maxBatch)) {
      const vectors = await store.fetch(part.map(({ id }) => id));
      const missing = part.filter((_, i) => !vectors[i]);
      assert.deepEqual(
        missing.map(({ id }) => id),
        [],
        "ids that an upsert left out",
      );
    }
  });
}
