import { setTimeout as sleep } from "node:timers/promises";
import { chroma } from "@revimg/adapters/chroma";
import type { RevimgOptions, VectorStore } from "@revimg/core";
import { type IndexPlace, optionsAt } from "../lib/index-place.js";

/** An index that workers fill together: rows in Postgres, vectors in Chroma, copies of the pictures in S3. */
export interface WorkerIndex extends Required<Omit<IndexPlace, "pgvector">> {
  /** Milliseconds that each picture waits before its vector is stored, in place of a slow model. */
  delayMs: number;
}

export function optionsOf(index: WorkerIndex): RevimgOptions {
  const vectors = () => slowly(chroma({ url: index.chroma }), index.delayMs);
  return { ...optionsAt(index), vectors };
}

/** Pictures come one after the other, as from a model that takes so long for each. */
function slowly(store: VectorStore, delayMs: number): VectorStore {
  const upsert = store.upsert.bind(store);
  return Object.assign(store, {
    async upsert(...call: Parameters<typeof upsert>) {
      await sleep(delayMs * call[0].length);
      await upsert(...call);
    },
  });
}
