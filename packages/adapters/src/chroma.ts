import type { VectorStore } from "@revimg/core";
import { type ChromaOptions, readOptions } from "./chroma/options.js";
import { ChromaVectorStore } from "./chroma/vector-store.js";

export type { ChromaHnsw, ChromaOptions } from "./chroma/options.js";

/**
 * A `VectorStore` in Chroma 1.0 or newer. Each space is a collection of its own, made
 * with cosine distance and without an embedding function. Needs the package
 * `chromadb`, which is loaded when a space is opened.
 *
 * The index is approximate (HNSW). Queries by ids look at exactly these records. The
 * metadata of each record has its id, and a number from 0 to 4,095 that follows from
 * the id. Ids are listed by that number. Only this store should write to its
 * collections.
 *
 * Calls reject with `invalid_config` when the server is older, is no Chroma, or lacks
 * the tenant or database; `index_mismatch` for a collection of another dimension or
 * distance; `unauthorized` for a wrong token; `rate_limited` when the server wants
 * fewer requests; else `store_failed`, which is `retryable` when the server was not
 * reached, did not answer in time or failed. Throws `invalid_config` for wrong
 * options.
 *
 * @example
 * const revimg = await createRevimg({ vectors: chroma({ url: "http://localhost:8000" }) });
 */
export function chroma(options: ChromaOptions = {}): VectorStore {
  return new ChromaVectorStore(readOptions(options));
}
