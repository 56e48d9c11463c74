import { traced } from "../lib/tracing.js";
import { inParts } from "./batches.js";
import { checkIds, checkVector, lastOfEach } from "./checks.js";
import { type RetryPolicy, withRetry } from "./retry.js";
import type { VectorStore } from "./vector-store.js";

/**
 * A vector store as the rest of core uses it. Arguments are checked, and a call takes
 * any number of records. A failure that may pass is retried, and each call is traced.
 */
export function layeredVectors(store: VectorStore, policy?: RetryPolicy): VectorStore {
  const { maxBatch, maxTopK } = store.capabilities;
  let dimension = 0;
  const call = <T>(
    operation: string,
    count: number,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ) =>
    traced("store", { operation: `vectors.${operation}`, store: store.name, count }, () =>
      withRetry(work, signal, policy),
    );
  return {
    name: store.name,
    ...(store.location !== undefined && { location: store.location }),
    capabilities: store.capabilities,
    async open(options) {
      await call("open", 1, options.signal, () => store.open(options));
      dimension = options.dimension;
    },
    async upsert(records, options) {
      checkIds(records.map(({ id }) => id));
      for (const { vector } of records) checkVector(vector, dimension);
      await inParts(lastOfEach(records), maxBatch, async (part) => {
        await call("upsert", part.length, options?.signal, () => store.upsert(part, options));
        return [];
      });
    },
    async query(query) {
      checkVector(query.vector, dimension);
      const topK = Math.min(query.topK, maxTopK);
      return call("query", topK, query.signal, () => store.query({ ...query, topK }));
    },
    async fetch(ids, options) {
      return inParts(ids, maxBatch, (part) =>
        call("fetch", part.length, options?.signal, () => store.fetch(part, options)),
      );
    },
    async delete(ids, options) {
      await inParts(ids, maxBatch, async (part) => {
        await call("delete", part.length, options?.signal, () => store.delete(part, options));
        return [];
      });
    },
    scan: (page) => call("scan", page.pageSize, page.signal, () => store.scan(page)),
    stats: (options) => call("stats", 1, options?.signal, () => store.stats(options)),
    drop: (space, options) => call("drop", 1, options?.signal, () => store.drop(space, options)),
    clone: () => layeredVectors(store.clone(), policy),
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}
