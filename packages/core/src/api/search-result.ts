import type { ImageSource, Tag } from "../stores/image-record.js";

/**
 * `exact`: equal bytes, or equal upright pixels. `edited`: the same picture, cropped,
 * resized, recompressed, recoloured, written over, turned a little or mirrored.
 * `similar`: another picture that looks like it.
 */
export type MatchTier = "exact" | "edited" | "similar";

/**
 * What was done to a picture. `framed`: something was added around it. `overlaid`: text
 * or another picture lies on it. A copy without any of these differs only in size,
 * compression or format.
 */
export type MatchEdit = "mirrored" | "cropped" | "framed" | "rotated" | "recoloured" | "overlaid";

/** Why a match is `exact` or `edited`. */
export interface MatchEvidence {
  /**
   * `bytes` and `pixels`: they are equal. `details`: the details of both are placed
   * alike and look alike.
   */
  by: "bytes" | "pixels" | "details";
  /** What was done to the indexed picture, as the query shows it. */
  edits: MatchEdit[];
  /** Share of the indexed picture's area that the query shows, in (0, 1]. */
  overlap: number;
  /** Degrees by which the query is turned clockwise; less than 14 either way. */
  rotation: number;
}

export interface Match {
  id: string;
  /** Cosine of the two embeddings, in [-1, 1]; higher is closer. */
  similarity: number;
  tier: MatchTier;
  /** Null for a `similar` match. */
  evidence: MatchEvidence | null;
  filename: string;
  title: string | null;
  width: number;
  height: number;
  mimeType: string;
  originalUrl: string | null;
  sourceDomain: string | null;
  sources: ImageSource[];
  tags: Tag[];
}

export interface Keyword {
  keyword: string;
  /** In (0, 1]; the list is sorted by it. */
  score: number;
  /** Ids of the matches that carry this word, or a word of the same or a narrower meaning. */
  imageIds: string[];
}

export interface SearchResult {
  /** Ten at most, best first. */
  keywords: Keyword[];
  /**
   * The `exact` matches come first, then the `edited` ones among the 50 nearest, then
   * all others. Each group is sorted by descending similarity, ties by id.
   */
  matches: Match[];
  nextCursor: string | null;
  /** Matches below this cosine were left out, by `minSimilarity` or `cutoff`; null for no limit. */
  minSimilarity: number | null;
  /**
   * True when there may be more matches than are shown, and no cursor leads to them.
   * The filter left so few of the nearest pictures that the search stopped looking. A
   * narrower filter, or another store, finds them.
   */
  truncated: boolean;
}
