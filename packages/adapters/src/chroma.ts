import type { VectorStore } from "@revimg/core";
import { readOptions } from "./chroma/options.js";
import { ChromaVectorStore } from "./chroma/vector-store.js";

export interface ChromaOptions {
  /** Address of the server. Default `http://localhost:8000`. */
  url?: string | undefined;
  /** Must exist already. Default `"default_tenant"`. */
  tenant?: string | undefined;
  /** Must exist already. Default `"default_database"`. */
  database?: string | undefined;
  /** Sent with every request, in the header that `tokenHeader` names. */
  token?: string | undefined;
  /** `authorization` sends `Bearer <token>`. Default `"x-chroma-token"`. */
  tokenHeader?: "authorization" | "x-chroma-token" | undefined;
  /** Other headers of every request, such as those of a proxy. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Beginning of the collections' names: the space `photos` is kept in the
   * collection `revimg.photos`. 1 to 100 letters, digits and - . _, the first one
   * a letter or digit. Default `"revimg"`.
   */
  collectionPrefix?: string | undefined;
  /**
   * Of the HNSW index of a collection that is made; one that is there keeps its
   * own. The defaults are Chroma's but for `efConstruction` and `efSearch` of 200
   * each, twice as much.
   */
  hnsw?: ChromaHnsw | undefined;
  /** Longest time of one call, in milliseconds. Default 30,000. */
  timeoutMs?: number | undefined;
}

/** Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using HNSW graphs", 2016. */
export interface ChromaHnsw {
  /** Candidates when a vector is put into the graph. Default 200. */
  efConstruction?: number | undefined;
  /** Candidates of a query, or its `topK` where that is more. Default 200. */
  efSearch?: number | undefined;
  /** Edges of a vector in the graph (M). Default 16. */
  maxNeighbors?: number | undefined;
}

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
