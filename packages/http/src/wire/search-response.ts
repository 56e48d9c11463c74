import type { Keyword, Match, MatchTier, SearchResult } from "@revimg/core";
import { type ImageFacts, toImageFacts } from "./image-facts.js";
import type { ImageView } from "./image-view.js";
import { type EvidenceFacts, toEvidenceFacts } from "./match-evidence.js";

/** What `POST /search` answers. Names on the wire are fixed and snake_case. */
export interface SearchResponse {
  /** Ten at most, best first. */
  keywords: string[];
  /** The same keywords, with the matches that support them. */
  keyword_details: KeywordDetail[];
  /** By descending similarity; ties by id. */
  similar_images: SimilarImage[];
  /** Send it back with the same picture to get the matches after the last one. Null at the end. */
  next_cursor: string | null;
  /** The cosine below which matches were left out, by `min_similarity` or `cutoff`; null for none. */
  min_similarity: number | null;
  /** True when a filter left so few of the nearest pictures that the search stopped looking. */
  truncated: boolean;
}

export interface KeywordDetail {
  keyword: string;
  /** In (0, 1]. */
  score: number;
  /** Ids of the matches that carry the tag. */
  image_ids: string[];
}

export interface FoldedImage extends ImageFacts {
  /** Cosine of the two embeddings, in [-1, 1]; higher is closer. */
  similarity: number;
  tier: MatchTier;
  /** Why a match is `exact` or `edited`, and what was done to it; null for a `similar` one. */
  evidence: EvidenceFacts | null;
}

export interface SimilarImage extends FoldedImage {
  /** With `collapse`: the matches that are copies of this one. */
  copies?: FoldedImage[] | undefined;
}

/**
 * A search's result with the names of the wire. `where` is the path at which the handler is
 * mounted, or says what else is told of each picture.
 */
export function toSearchResponse(
  result: SearchResult,
  where: string | ImageView = "",
): SearchResponse {
  return {
    keywords: result.keywords.map(({ keyword }) => keyword),
    keyword_details: result.keywords.map(toKeywordDetail),
    similar_images: result.matches.map((match) => toSimilarImage(match, where)),
    next_cursor: result.nextCursor,
    min_similarity: result.minSimilarity,
    truncated: result.truncated,
  };
}

function toKeywordDetail({ keyword, score, imageIds }: Keyword): KeywordDetail {
  return { keyword, score, image_ids: imageIds };
}

function toSimilarImage({ copies, ...match }: Match, where: string | ImageView): SimilarImage {
  const image = toFoldedImage(match, where);
  return copies ? { ...image, copies: copies.map((copy) => toFoldedImage(copy, where)) } : image;
}

function toFoldedImage(match: Match, where: string | ImageView): FoldedImage {
  const { similarity, tier, evidence } = match;
  return {
    ...toImageFacts(match, where),
    similarity,
    tier,
    evidence: evidence && toEvidenceFacts(evidence),
  };
}
