import type { ImageRecord } from "../image-record.js";
import { embeddedLeaseMs, leasesIn } from "../lease-table.js";
import type { MetadataStore } from "../metadata-store.js";
import type { WriteOptions } from "../picture-leases.js";
import type { CallOptions } from "../vector-store.js";
import { type JoinedBytes, splitBytes } from "./joined-bytes.js";
import { type FoundTexts, type RecordTexts, toFound, toRecords } from "./metadata-rows.js";
import type { SharedFile } from "./shared-file.js";
import { guard } from "./store-guard.js";

/** The rows of an open file. Closing it does not close the file. */
export function metadataStore({ file, worker, leases, ...caches }: SharedFile): MetadataStore {
  const { revision, records, signatures } = caches;
  const state = guard("metadata", "collection");
  const call = <T>(method: string, args: unknown[], options?: CallOptions) =>
    worker.call<T>("metadata", [method, args], { signal: options?.signal });
  const run = <T>(method: string, args: unknown[], options?: CallOptions) =>
    state.run(() => call<T>(method, args, options));
  // Calls of the worker are done in the order in which they are made. So a new owner's come
  // after the last one that passed here for the owner before.
  const write = <T>(
    method: string,
    ids: readonly string[],
    args: unknown[],
    options?: WriteOptions,
  ) =>
    state.run(() => {
      leases.require(ids, options?.owner, "sqlite");
      return call<T>(method, args, options);
    });
  const close = async () => {
    await state.closing.close();
    leases.releaseAllOf(state);
  };
  return {
    name: "sqlite",
    location: file,
    capabilities: { filter: true, maxBatch: 500, leaseMs: embeddedLeaseMs },
    open: ({ collection, signal }) =>
      state.open(collection, () => call("openCollection", [collection], { signal })),
    getMeta: (key, options) => run("getMeta", [key], options),
    setMeta: (key, value, options) => run("setMeta", [key, value, options?.expected], options),
    revision: (options) =>
      state.run(async () => {
        options?.signal?.throwIfAborted();
        return revision.read() ?? call<number>("revision", [], options);
      }),
    put: (records, options) => write("put", idsOf(records), [records], options),
    async get(ids, options) {
      const withSignatures = options?.signatures ?? true;
      const read = async (ids: readonly string[]) => {
        const texts = await call<RecordTexts>("get", [ids, withSignatures], options);
        return toRecords(texts, ids.length);
      };
      const wanted = [...ids];
      return state.run(async () => {
        options?.signal?.throwIfAborted();
        return withSignatures ? read(wanted) : records.get(wanted, read);
      });
    },
    async signatures(ids, options) {
      const { signal } = options ?? {};
      const read = async (ids: readonly string[]) =>
        splitBytes(await worker.call<JoinedBytes>("signatures", [ids], { signal }));
      const wanted = [...ids];
      return state.run(async () => {
        signal?.throwIfAborted();
        return signatures.get(wanted, read);
      });
    },
    async findByHash(hashes, options) {
      const wanted = [...hashes];
      const found = toFound(await run<FoundTexts>("findByHash", [wanted], options), wanted);
      return found.map(([record = null]) => record);
    },
    async findByPath(paths, options) {
      const wanted = [...paths];
      return toFound(await run<FoundTexts>("findByPath", [wanted], options), wanted);
    },
    async findByUrl(urls, options) {
      const wanted = [...urls];
      return toFound(await run<FoundTexts>("findByUrl", [wanted], options), wanted);
    },
    removeSource: (id, source, options) => write("removeSource", [id], [id, source], options),
    setStatus: (ids, status, options) => write("setStatus", ids, [ids, status], options),
    delete: (ids, options) => write("delete", ids, [ids], options),
    ...leasesIn(leases, state, state.run),
    scan: ({ signal, ...page }) => run("scan", [page], { signal }),
    list: ({ signal, ...request }) => run("list", [request], { signal }),
    tagCounts: (tags, options) => run("tagCounts", [tags], options),
    topTags: ({ signal, ...request }) => run("topTags", [request], { signal }),
    stats: async (options) => ({
      count: await run("stats", [], options),
      bytes: await state.run(() => worker.call("fileBytes", [], { signal: options?.signal })),
    }),
    drop: (options) => state.run((name) => state.drop(name, () => call("drop", [], options))),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const idsOf = (records: readonly ImageRecord[]) => records.map(({ id }) => id);
