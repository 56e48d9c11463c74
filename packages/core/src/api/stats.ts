/** How often a look into the cache of searches helped, since the index was opened. */
export interface CacheLooks {
  /** Found it. */
  hits: number;
  /** Joined an equal one that was under way. */
  shared: number;
  /** Had to do the work: for `embeddings`, to run the model. */
  misses: number;
}

export interface CacheStats {
  /** Answers of whole searches. */
  results: CacheLooks;
  /** Vectors of query pictures and texts. */
  embeddings: CacheLooks;
  /** What is kept now, of both. */
  entries: number;
  bytes: number;
}

export interface RevimgStats {
  /** Pictures that a search can find. */
  count: number;
  failed: number;
  /** Rows that an interrupted run left behind; the next `index()` of the same source finishes them. */
  pending: number;
  model: { id: string; dimension: number; runtime: string };
  /** Bytes on disk, where the store knows them. */
  bytes: { metadata: number | null };
  stores: { vectors: string; metadata: string; blobs: string };
  cache: CacheStats;
}
