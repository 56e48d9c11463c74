import type { MatchEvidence } from "./search-result.js";

/**
 * `exact` and `edited` as in `MatchTier`. `different`: two pictures, alike or not.
 * `too_plain`: at least one shows too little to tell, such as a clear sky.
 */
export type ComparisonTier = "exact" | "edited" | "different" | "too_plain";

/** What `compare(original, copy)` answers. */
export interface ImageComparison {
  tier: ComparisonTier;
  /**
   * As of a search with `copy` that found `original`; null unless `exact` or `edited`.
   * `edits` say what was done to `original`; `transform` takes a place in `copy` to the
   * same place in `original`.
   */
  evidence: MatchEvidence | null;
  /** Cosine of the two embeddings, in [-1, 1]; higher is closer. */
  similarity: number;
}
