import type { MetadataStore } from "./metadata-store.js";
import type { VectorStore } from "./vector-store.js";

/** A metadata store that takes any number of values at once and hands on at most `maxBatch`. */
export function metadataInBatches(store: MetadataStore): MetadataStore {
  const { maxBatch } = store.capabilities;
  return {
    name: store.name,
    capabilities: store.capabilities,
    open: (options) => store.open(options),
    getMeta: (key, options) => store.getMeta(key, options),
    setMeta: (key, value, options) => store.setMeta(key, value, options),
    revision: (options) => store.revision(options),
    put: (records, options) => each(records, maxBatch, (part) => store.put(part, options)),
    get: (ids, options) => all(ids, maxBatch, (part) => store.get(part, options)),
    findByHash: (hashes, options) =>
      all(hashes, maxBatch, (part) => store.findByHash(part, options)),
    findByPath: (paths, options) => all(paths, maxBatch, (part) => store.findByPath(part, options)),
    removeSource: (id, source, options) => store.removeSource(id, source, options),
    setStatus: (ids, status, options) =>
      each(ids, maxBatch, (part) => store.setStatus(part, status, options)),
    delete: (ids, options) => each(ids, maxBatch, (part) => store.delete(part, options)),
    scan: (page) => store.scan(page),
    tagCounts: async (tags, options) => {
      const counts = await all(tags, maxBatch, async (part) => [
        ...(await store.tagCounts(part, options)),
      ]);
      return new Map(counts);
    },
    stats: (options) => store.stats(options),
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

/** A vector store that takes any number of records at once and hands on at most `maxBatch`. */
export function vectorsInBatches(store: VectorStore): VectorStore {
  const { maxBatch } = store.capabilities;
  return {
    name: store.name,
    capabilities: store.capabilities,
    open: (options) => store.open(options),
    upsert: (records, options) => each(records, maxBatch, (part) => store.upsert(part, options)),
    query: (query) => store.query(query),
    fetch: (ids, options) => all(ids, maxBatch, (part) => store.fetch(part, options)),
    delete: (ids, options) => each(ids, maxBatch, (part) => store.delete(part, options)),
    stats: (options) => store.stats(options),
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

async function each<T>(
  values: readonly T[],
  maxBatch: number,
  work: (part: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < values.length; start += maxBatch) {
    await work(values.slice(start, start + maxBatch));
  }
}

async function all<T, R>(
  values: readonly T[],
  maxBatch: number,
  work: (part: readonly T[]) => Promise<R[]>,
): Promise<R[]> {
  const results: R[] = [];
  await each(values, maxBatch, async (part) => {
    results.push(...(await work(part)));
  });
  return results;
}
