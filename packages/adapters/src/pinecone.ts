import type { VectorStore } from "@revimg/core";
import { type PineconeOptions, readOptions } from "./pinecone/options.js";
import { PineconeVectorStore } from "./pinecone/vector-store.js";

export type { PineconeCreate, PineconeOptions } from "./pinecone/options.js";

/**
 * A `VectorStore` in a Pinecone index. Each space is a namespace of its own. Needs
 * the package `@pinecone-database/pinecone`, which is loaded when a space is opened.
 * Verified against the documented protocol, not against the service.
 *
 * Pinecone is eventually consistent: a finished write shows in queries, fetches and
 * lists a little later. Each record has its id in its metadata, and queries by ids
 * filter by it. Ids that are not plain ASCII, or begin with `~`, are stored encoded.
 *
 * Calls reject with `invalid_config` when the index does not exist; `index_mismatch`
 * when it has another dimension or metric; `unauthorized` for a wrong key;
 * `rate_limited` when the service wants fewer requests (with `details.retryAfterMs`
 * if it says how long to wait); else `store_failed`, which is `retryable` when the
 * service was not reached, did not answer in time or failed. Throws `invalid_config`
 * for wrong options.
 *
 * @example
 * const vectors = pinecone({ index: "pictures", apiKey: process.env.PINECONE_API_KEY });
 */
export function pinecone(options: PineconeOptions): VectorStore {
  return new PineconeVectorStore(readOptions(options));
}
