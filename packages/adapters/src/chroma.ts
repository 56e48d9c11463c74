import type { VectorStore } from "@revimg/core";
import { type ChromaOptions, readOptions } from "./chroma/options.js";
import { ChromaVectorStore } from "./chroma/vector-store.js";

export type { ChromaHnsw, ChromaOptions } from "./chroma/options.js";

/**
 * A `VectorStore` in Chroma 1.0 or newer, each space in a collection of its own
 * that is made with cosine distance and without an embedding function. Needs the
 * package `chromadb`, which is loaded when a space is opened.
 *
 * The index is approximate (HNSW). Queries by ids look at no other record and
 * leave none of them out. Each record carries its id and a number from 0 to 4,095
 * that follows from it as metadata, by which ids are listed; leave records of a
 * collection to this store alone.
 *
 * Calls reject with `invalid_config` when the server is older, is no Chroma, or
 * lacks the tenant or database; `index_mismatch` for a collection of another
 * dimension or distance; `unauthorized` for a wrong token; `rate_limited` when the
 * server asks for patience; else `store_failed`, `retryable` when the server was
 * not reached, did not answer in time or failed. Throws `invalid_config` for options that are wrong.
 *
 * @example
 * const revimg = await createRevimg({ vectors: chroma({ url: "http://localhost:8000" }) });
 */
export function chroma(options: ChromaOptions = {}): VectorStore {
  return new ChromaVectorStore(readOptions(options));
}
