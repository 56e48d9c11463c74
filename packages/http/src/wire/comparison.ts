import type { ComparisonTier, ImageComparison } from "@revimg/core";
import { type EvidenceFacts, toEvidenceFacts } from "./match-evidence.js";

/** What `POST /compare` answers. */
export interface ComparisonResponse {
  /** `too_plain`: at least one picture shows too little to tell. */
  tier: ComparisonTier;
  /**
   * What was done to `original`, as `copy` shows it; `original` stands for the indexed
   * picture and `copy` for the query. Null unless `exact` or `edited`.
   */
  evidence: EvidenceFacts | null;
  /** Cosine of the two embeddings, in [-1, 1]; higher is closer. */
  similarity: number;
}

export function toComparisonResponse(comparison: ImageComparison): ComparisonResponse {
  const { tier, evidence, similarity } = comparison;
  return { tier, evidence: evidence && toEvidenceFacts(evidence), similarity };
}
