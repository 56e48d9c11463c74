/**
 * Keeps vectors under ids and finds the nearest ones to a vector.
 *
 * Core hands over vectors of length 1 (L2 norm) and splits batches by
 * `capabilities.maxBatch`, so an implementation only translates. Every method
 * takes `{ signal }` last and rejects with `signal.reason` when it is aborted;
 * a failure rejects with a `RevimgError` and is never an empty answer. Calls may
 * run concurrently. `close()` twice is a no-op; any other call after it rejects
 * with `disposed`.
 */
export interface VectorStore extends AsyncDisposable {
  /** Short name for messages, such as `"sqlite"`. */
  readonly name: string;
  readonly capabilities: VectorStoreCapabilities;

  /**
   * Makes `space` (a named set of vectors of one model) the one that the other
   * methods work on, creating it when it is absent. Rejects with
   * `index_mismatch` when it exists with another dimension.
   */
  open(options: { space: string; dimension: number } & CallOptions): Promise<void>;

  /** Stores vectors, replacing those already under the same id. Durable when it resolves. */
  upsert(records: readonly VectorRecord[], options?: CallOptions): Promise<void>;

  /**
   * The `topK` nearest records by cosine similarity, best first; fewer when the
   * space holds fewer. `topK` is at most `capabilities.maxTopK`.
   */
  query(query: { vector: Float32Array; topK: number } & CallOptions): Promise<VectorHit[]>;

  /** The stored vectors in the order of `ids`; null where there is none. */
  fetch(ids: readonly string[], options?: CallOptions): Promise<(Float32Array | null)[]>;

  /** Removes vectors. Ids that are absent are no error. */
  delete(ids: readonly string[], options?: CallOptions): Promise<void>;

  /** Number of vectors in the open space. */
  stats(options?: CallOptions): Promise<{ count: number }>;

  close(): Promise<void>;
}

export interface VectorStoreCapabilities {
  /** `strong`: a query sees every upsert that has resolved. `eventual`: it may take a while. */
  readonly consistency: "strong" | "eventual";
  /** Most records of one `upsert`, ids of one `fetch` or `delete`. */
  readonly maxBatch: number;
  /** Most records of one `query`. */
  readonly maxTopK: number;
}

export interface VectorRecord {
  id: string;
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
}

export interface VectorHit {
  id: string;
  /** Cosine similarity in [-1, 1]. There is no other metric: an adapter converts. */
  score: number;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}
