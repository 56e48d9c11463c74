/**
 * Precision@k: the share of relevant results among the first `k`. The divisor is `k`,
 * even when there are fewer results (Manning, Raghavan and Schütze, "Introduction to
 * Information Retrieval", 2008, section 8.4). `ranking` says of each result, the
 * nearest first, whether it is relevant.
 */
export function precisionAt(ranking: readonly boolean[], k: number): number {
  return hits(ranking, k) / k;
}

/**
 * Recall@k: the share of all `relevant` pictures that is among the first `k` results
 * (ibid., section 8.3). It is at most `k / relevant`.
 */
export function recallAt(ranking: readonly boolean[], k: number, relevant: number): number {
  return hits(ranking, k) / relevant;
}

/**
 * Whether any of the first `k` results is relevant, 1 or 0. Papers on learned
 * embeddings call the mean of this recall@k (Jégou, Douze and Schmid, "Product
 * Quantization for Nearest Neighbor Search", 2011, section V).
 */
export function hitAt(ranking: readonly boolean[], k: number): number {
  return hits(ranking, k) > 0 ? 1 : 0;
}

/**
 * Average precision: the mean, over all `relevant` pictures, of the precision at the
 * place of each (ibid., section 8.4, not interpolated). A picture that the ranking
 * lacks counts 0. The mean over queries is the mAP.
 */
export function averagePrecision(ranking: readonly boolean[], relevant: number): number {
  let found = 0;
  let sum = 0;
  for (const [i, isRelevant] of ranking.entries()) {
    if (!isRelevant) continue;
    found++;
    sum += found / (i + 1);
  }
  return sum / relevant;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function hits(ranking: readonly boolean[], k: number): number {
  return ranking.slice(0, k).filter(Boolean).length;
}
