import type { RevimgStats } from "@revimg/core";

/** How often a cache helped. */
export interface CacheLooksResponse {
  hits: number;
  /** It joined an equal one that was under way. */
  shared: number;
  misses: number;
}

/** What `GET /stats` answers. */
export interface StatsResponse {
  /** Pictures that a search can find. */
  count: number;
  failed: number;
  /** Rows that an interrupted run left behind. */
  pending: number;
  model: { id: string; dimension: number; runtime: string };
  /** Bytes on disk, where the store knows them. */
  bytes: { metadata: number | null };
  stores: { vectors: string; metadata: string; blobs: string };
  /** Since the index was opened. */
  cache: {
    results: CacheLooksResponse;
    embeddings: CacheLooksResponse;
    entries: number;
    bytes: number;
  };
}

export function toStatsResponse(stats: RevimgStats): StatsResponse {
  const { count, failed, pending, model, bytes, stores, cache } = stats;
  const { results, embeddings } = cache;
  return {
    ...{ count, failed, pending },
    model: { id: model.id, dimension: model.dimension, runtime: model.runtime },
    bytes: { metadata: bytes.metadata },
    stores: { vectors: stores.vectors, metadata: stores.metadata, blobs: stores.blobs },
    cache: {
      results: { hits: results.hits, shared: results.shared, misses: results.misses },
      embeddings: { hits: embeddings.hits, shared: embeddings.shared, misses: embeddings.misses },
      ...{ entries: cache.entries, bytes: cache.bytes },
    },
  };
}
