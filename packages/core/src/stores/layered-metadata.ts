import { traced } from "../lib/tracing.js";
import { inParts } from "./batches.js";
import { checkIds } from "./checks.js";
import { matchesFilter, type StoreFilter } from "./filter.js";
import type { MetadataStore } from "./metadata-store.js";
import { type RetryPolicy, withRetry } from "./retry.js";

/**
 * A metadata store as the rest of core uses it. Arguments are checked, and a call takes
 * any number of values. A failure that may pass is retried, and each call is traced.
 * `scan` and `list` filter whether the store can or not.
 */
export function layeredMetadata(store: MetadataStore, policy?: RetryPolicy): MetadataStore {
  const { filter: canFilter, maxBatch } = store.capabilities;
  const trace = <T>(operation: string, count: number, work: () => Promise<T>) =>
    traced("store", { operation: `metadata.${operation}`, store: store.name, count }, work);
  const call = <T>(
    operation: string,
    count: number,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ) => trace(operation, count, () => withRetry(work, signal, policy));
  const parts = <T, R>(
    operation: string,
    values: readonly T[],
    signal: AbortSignal | undefined,
    work: (part: readonly T[]) => Promise<readonly R[]>,
  ) => inParts(values, maxBatch, (part) => call(operation, part.length, signal, () => work(part)));
  const done = () => [];
  return {
    name: store.name,
    ...(store.location !== undefined && { location: store.location }),
    capabilities: { ...store.capabilities, filter: true },
    open: (options) => call("open", 1, options.signal, () => store.open(options)),
    getMeta: (key, options) =>
      call("getMeta", 1, options?.signal, () => store.getMeta(key, options)),
    setMeta(key, value, options) {
      const work = () => store.setMeta(key, value, options);
      // Not retried: if only the answer was lost, the comparison would meet its own value.
      if (options?.expected !== undefined) return trace("setMeta", 1, work);
      return call("setMeta", 1, options?.signal, work);
    },
    revision: (options) => call("revision", 1, options?.signal, () => store.revision(options)),
    async put(records, options) {
      checkIds(records.map(({ id }) => id));
      await parts("put", records, options?.signal, (part) => store.put(part, options).then(done));
    },
    get: (ids, options) => parts("get", ids, options?.signal, (part) => store.get(part, options)),
    signatures: (ids, options) =>
      parts("signatures", ids, options?.signal, (part) => store.signatures(part, options)),
    findByHash: (hashes, options) =>
      parts("findByHash", hashes, options?.signal, (part) => store.findByHash(part, options)),
    findByPath: (paths, options) =>
      parts("findByPath", paths, options?.signal, (part) => store.findByPath(part, options)),
    findByUrl: (urls, options) =>
      parts("findByUrl", urls, options?.signal, (part) => store.findByUrl(part, options)),
    removeSource: (id, source, options) =>
      call("removeSource", 1, options?.signal, () => store.removeSource(id, source, options)),
    async setStatus(ids, status, options) {
      const operation = status === "deleting" ? "markDeleting" : "setStatus";
      await parts(operation, ids, options?.signal, (part) =>
        store.setStatus(part, status, options).then(done),
      );
    },
    async delete(ids, options) {
      await parts("delete", ids, options?.signal, (part) => store.delete(part, options).then(done));
    },
    async scan({ filter, ...page }) {
      const wanted = { ...page, ...(filter && canFilter && { filter }) };
      const found = await call("scan", page.pageSize, page.signal, () => store.scan(wanted));
      if (!filter || canFilter) return found;
      return { ...found, ids: await matching(this, found.ids, filter, page.signal) };
    },
    async list({ filter, ...page }) {
      const wanted = { ...page, ...(filter && canFilter && { filter }) };
      const found = await call("list", page.pageSize, page.signal, () => store.list(wanted));
      if (!filter || canFilter) return found;
      return { ...found, ids: await matching(this, found.ids, filter, page.signal) };
    },
    async tagCounts(tags, options) {
      const counts = await parts("tagCounts", tags, options?.signal, async (part) => [
        ...(await store.tagCounts(part, options)),
      ]);
      return new Map(counts);
    },
    topTags: (request) =>
      call("topTags", request.limit, request.signal, () => store.topTags(request)),
    lease: (ids, options) =>
      parts("lease", ids, options.signal, (part) => store.lease(part, options)),
    renew: (ids, options) =>
      parts("renew", ids, options.signal, (part) => store.renew(part, options)),
    async release(ids, options) {
      await parts("release", ids, options.signal, (part) =>
        store.release(part, options).then(done),
      );
    },
    stats: (options) => call("stats", 1, options?.signal, () => store.stats(options)),
    drop: (options) => call("drop", 1, options?.signal, () => store.drop(options)),
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

/** The ids whose rows match. */
async function matching(
  store: Pick<MetadataStore, "get">,
  ids: readonly string[],
  filter: StoreFilter,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const records = await store.get(ids, { signatures: false, signal });
  return ids.filter((_, i) => records[i] && matchesFilter(records[i], filter));
}
