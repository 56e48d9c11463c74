import { RevimgError } from "../../lib/errors.js";
import type { VectorStore } from "../vector-store.js";
import { createMemory, type MemoryOptions } from "./memory.js";
import { pageOf } from "./pages.js";
import { StoreState } from "./store-state.js";

/**
 * A `VectorStore` in memory, for tests and small throwaway indexes, and as an example
 * of a store. Every query computes the cosine to each vector.
 */
export function memoryVectors({ memory = createMemory() }: MemoryOptions = {}): VectorStore {
  const { spaces } = memory;
  const state = new StoreState("vector");
  return {
    name: "memory",
    capabilities: { consistency: "strong", filter: "ids", maxBatch: 1_000, maxTopK: 10_000 },

    async open({ space, dimension, signal }) {
      await state.enter(signal);
      const known = spaces.get(space);
      if (known && known.dimension !== dimension) {
        throw new RevimgError(
          "index_mismatch",
          `The space ${space} has vectors of ${known.dimension} dimensions, not ${dimension}. Open it with the model it was made with, or another space.`,
          { adapter: "memory" },
        );
      }
      if (!known) spaces.set(space, { dimension, vectors: new Map(), vectorsEver: 0 });
      state.open(space);
    },

    async upsert(records, { signal } = {}) {
      const copies = records.map(({ id, vector }) => ({ id, vector: vector.slice() }));
      const space = await state.use(spaces, signal);
      for (const { id, vector } of copies) {
        const number = space.vectors.get(id)?.number ?? ++space.vectorsEver;
        space.vectors.set(id, { number, vector });
      }
    },

    async query({ vector, topK, ids, signal }) {
      const wanted = vector.slice();
      const among = ids && new Set(ids);
      const { vectors } = await state.use(spaces, signal);
      return [...(among ?? vectors.keys())]
        .flatMap((id) => {
          const entry = vectors.get(id);
          return entry ? [{ id, score: cosine(wanted, entry.vector) }] : [];
        })
        .sort((a, b) => b.score - a.score)
        .slice(0, topK);
    },

    async fetch(ids, { signal } = {}) {
      const wanted = [...ids];
      const { vectors } = await state.use(spaces, signal);
      return wanted.map((id) => vectors.get(id)?.vector.slice() ?? null);
    },

    async delete(ids, { signal } = {}) {
      const unwanted = [...ids];
      const { vectors } = await state.use(spaces, signal);
      for (const id of unwanted) vectors.delete(id);
    },

    async scan({ signal, ...page }) {
      const { vectors } = await state.use(spaces, signal);
      return pageOf(vectors, page);
    },

    async stats({ signal } = {}) {
      const { vectors } = await state.use(spaces, signal);
      return { count: vectors.size };
    },

    async drop(space, { signal } = {}) {
      await state.use(spaces, signal);
      spaces.delete(space);
      state.forget(space);
    },

    clone: () => memoryVectors({ memory }),
    close: state.close,
    [Symbol.asyncDispose]: state.close,
  };
}

/** In float64. Rounding leaves a vector's length a little beside 1, but scores stay at most 1. */
function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? Number.NaN;
    dot += value * other;
    squaresA += value * value;
    squaresB += other * other;
  }
  return Math.max(-1, Math.min(1, dot / Math.sqrt(squaresA * squaresB)));
}
