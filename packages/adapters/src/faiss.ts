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
 * The vectors lie in an SQLite file in `path`, as with the embedded store. One
 * process at a time may open it (`index_locked`). The FAISS index beside it is a
 * cache of the vectors. It is made in the background, in a process of its own whose
 * crashes do not reach yours, and made again when a tenth of the vectors has changed.
 *
 * A query asks FAISS, searches the vectors that changed since by an exact search, and
 * takes all scores from the stored vectors. The exact search of the embedded store
 * answers alone when there is no index, when FAISS fails or is slower than
 * `searchTimeoutMs`, for queries by ids, and for more than 40 records (1,000 on a
 * Flat index).
 *
 * From `ivfFrom` vectors on, a measurement decides how many lists a search looks
 * into, so that recall@20 is at least 0.99.
 *
 * Memory for each number of a vector: 4 bytes in the child process (8 while an index
 * is made), and 1 byte in this process for the exact search.
 *
 * @example
 * const vectors = faiss({ path: "./faiss" });
 * @example
 * const vectors = faiss({ path: "./faiss", binding: "/opt/faiss/faiss-node.node" });
 */
export function faiss(options: FaissOptions): FaissStore {
  return new FaissVectorStore(checkOptions(options));
}
