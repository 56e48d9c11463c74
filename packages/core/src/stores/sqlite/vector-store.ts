import type { CallOptions } from "../vector-store.js";
import type { SharedFile } from "./shared-file.js";
import { type SqliteVectorStore, sideIndexTable } from "./side-index.js";
import { guard } from "./store-guard.js";

/** The vectors of an open file. Closing it does not close the file. */
export function vectorStore(shared: SharedFile): SqliteVectorStore {
  const { file, worker } = shared;
  const state = guard("vector", "space");
  const run = <T>(method: string, args: unknown[], options?: CallOptions) =>
    state.run((space) => worker.call<T>(method, [space, ...args], { signal: options?.signal }));
  return {
    name: "sqlite",
    location: file,
    capabilities: { filter: "ids", consistency: "strong", maxBatch: 500, maxTopK: 10_000 },
    open: ({ space, dimension, signal }) =>
      state.open(space, () => worker.call("openSpace", [space, dimension], { signal })),
    upsert: (records, options) => run("upsertVectors", [records], options),
    query: ({ vector, topK, ids, signal }) => run("queryVectors", [vector, topK, ids], { signal }),
    fetch: (ids, options) => run("fetchVectors", [ids], options),
    delete: (ids, options) => run("deleteVectors", [ids], options),
    scan: ({ after, pageSize, signal }) => run("scanVectors", [after, pageSize], { signal }),
    stats: async (options) => ({ count: await run("countVectors", [], options) }),
    drop: (space, options) =>
      state.drop(space, () => worker.call("dropSpace", [space], { signal: options?.signal })),
    sideIndex: sideIndexTable(run),
    // It has no file of its own to close.
    clone: () => vectorStore(shared),
    ...state.closing,
  };
}
