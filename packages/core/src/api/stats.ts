/** How often the cache of searches helped, since the index was opened. */
export interface CacheLooks {
  /** The cache had it. */
  hits: number;
  /** It joined an equal one that was under way. */
  shared: number;
  /** The work had to be done: for `embeddings`, the model had to run. */
  misses: number;
}

export interface CacheStats {
  /** Answers of whole searches. */
  results: CacheLooks;
  /** Vectors of query pictures and texts. */
  embeddings: CacheLooks;
  /** Entries kept now, of both kinds. */
  entries: number;
  bytes: number;
}

export interface RevimgStats {
  /** Pictures that a search can find. */
  count: number;
  failed: number;
  /** Rows that an interrupted run left behind. The next `index()` of the same source finishes them. */
  pending: number;
  model: { id: string; dimension: number; runtime: string };
  /** Bytes on disk, where the store knows them. */
  bytes: { metadata: number | null };
  stores: { vectors: string; metadata: string; blobs: string };
  cache: CacheStats;
}
