import type { VectorStore } from "@revimg/core";
import { type Memory, memoryVectors } from "@revimg/core/memory";

/** How late a write shows. */
const lateMs = 60;

/** A vector store of `consistency: "eventual"`: a write that has resolved shows a little later. */
export function lateVectors(memory: Memory): VectorStore {
  const store = memoryVectors({ memory });
  const writer = memoryVectors({ memory });
  const later = (write: () => Promise<void>) => {
    // A write to a space that was dropped meanwhile has no effect.
    setTimeout(() => write().catch(() => undefined), lateMs);
  };
  return {
    ...store,
    capabilities: { ...store.capabilities, consistency: "eventual" },
    clone: () => lateVectors(memory),
    async open(options) {
      await store.open(options);
      await writer.open(options);
    },
    async upsert(records, options) {
      const copies = records.map(({ id, vector }) => ({ id, vector: vector.slice() }));
      await store.stats(options);
      later(() => writer.upsert(copies));
    },
    async delete(ids, options) {
      const unwanted = [...ids];
      await store.stats(options);
      later(() => writer.delete(unwanted));
    },
  };
}
