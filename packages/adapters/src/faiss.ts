import { checkOptions, type FaissOptions } from "./faiss/options.js";
import { FaissVectorStore } from "./faiss/store.js";
import type { FaissStore } from "./faiss/types.js";

export type { FaissOptions } from "./faiss/options.js";
export type { FaissIndexFacts, FaissStatus, FaissStore } from "./faiss/types.js";

/**
 * A `VectorStore` that searches with FAISS. Needs `faiss-node`, which is loaded by
 * `open()`: `missing_dependency` when it is not installed, `dependency_load_failed`
 * when it is and can't be loaded.
 *
 * The vectors themselves lie in an SQLite file in `path`, as with the embedded
 * store, one process at a time (`index_locked`). The FAISS index beside it is a
 * cache of them: made in the background in a process of its own, from which no crash
 * reaches yours, and made again when a tenth of the vectors has changed. A query
 * asks FAISS, searches exactly what changed since, and takes scores from the stored
 * vectors. While there is no index, FAISS fails, or it is slower than
 * `searchTimeoutMs`, queries are answered by the exact search of the embedded store;
 * so are those by ids and those for more than 40 records (1,000 on a Flat index).
 *
 * From `ivfFrom` vectors on, the number of lists that a search looks into is chosen
 * by measurement, so that recall@20 is at least 0.99.
 *
 * Memory: 4 bytes a number of a vector in the child, twice while an index is made,
 * and 1 byte a number in this process for the exact search.
 *
 * @example
 * const vectors = faiss({ path: "./faiss" });
 * @example
 * const vectors = faiss({ path: "./faiss", binding: "/opt/faiss/faiss-node.node" });
 */
export function faiss(options: FaissOptions): FaissStore {
  return new FaissVectorStore(checkOptions(options));
}
