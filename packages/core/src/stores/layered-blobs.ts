import { traced } from "../lib/tracing.js";
import { inParts } from "./batches.js";
import type { BlobStore } from "./blob-store.js";
import { type RetryPolicy, withRetry } from "./retry.js";

/**
 * A blob store as the rest of core uses it. Its keys begin with `prefix`, so that
 * several collections can share one store. A call takes any number of keys. A failure
 * that may pass is retried, and each call is traced.
 */
export function layeredBlobs(
  store: BlobStore,
  { prefix = "", policy }: { prefix?: string; policy?: RetryPolicy } = {},
): BlobStore {
  const trace = <T>(operation: string, count: number, work: () => Promise<T>) =>
    traced("store", { operation: `blobs.${operation}`, store: store.name, count }, work);
  const call = <T>(
    operation: string,
    count: number,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ) => trace(operation, count, () => withRetry(work, signal, policy));
  return {
    name: store.name,
    ...(store.location !== undefined && { location: store.location }),
    capabilities: store.capabilities,
    put(key, body, options) {
      const work = () => store.put(prefix + key, body, options);
      // A stream can be read only once, so it is not retried.
      if (body instanceof ReadableStream) return trace("put", 1, work);
      return call("put", 1, options?.signal, work);
    },
    get: (key, options) => call("get", 1, options?.signal, () => store.get(prefix + key, options)),
    stat: (key, options) =>
      call("stat", 1, options?.signal, () => store.stat(prefix + key, options)),
    async delete(keys, options) {
      const all = keys.map((key) => prefix + key);
      await inParts(all, store.capabilities.maxBatch, async (part) => {
        await call("delete", part.length, options?.signal, () => store.delete(part, options));
        return [];
      });
    },
    async *list(options) {
      const wanted = prefix + (options?.prefix ?? "");
      for await (const key of store.list({ ...options, prefix: wanted })) {
        yield key.slice(prefix.length);
      }
    },
    ...(store.url && {
      url: (key: string, options?: Parameters<NonNullable<BlobStore["url"]>>[1]) =>
        call("url", 1, options?.signal, () => store.url!(prefix + key, options)),
    }),
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}
