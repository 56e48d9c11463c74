import type { ImageSource, Tag } from "../stores/image-record.js";

/**
 * `exact`: equal bytes, or equal upright pixels. `edited`: the same picture, cropped,
 * resized, recompressed, recoloured, written over, turned (by up to 14 degrees, unless
 * asked for with `copies: "thorough"`) or mirrored.
 * `similar`: another picture that looks like it.
 */
export type MatchTier = "exact" | "edited" | "similar";

/**
 * What was done to a picture. `framed`: something was added around it. `overlaid`: text
 * or another picture lies on it. `resaved`: nothing of all these, it differs only in size,
 * compression or format.
 */
export type MatchEdit =
  | "mirrored"
  | "cropped"
  | "framed"
  | "rotated"
  | "recoloured"
  | "overlaid"
  | "resaved";

/**
 * An affine transform of the plane, by rows: [[a, b, c], [d, e, f]] takes (x, y) to
 * (a x + b y + c, d x + e y + f).
 */
export type AffineTransform = [
  [a: number, b: number, c: number],
  [d: number, e: number, f: number],
];

/** Why a match is `exact` or `edited`, and where the one picture lies in the other. */
export interface MatchEvidence {
  /**
   * `bytes` and `pixels`: they are equal. `details`: the details of both are placed
   * alike and look alike.
   */
  by: "bytes" | "pixels" | "details";
  /**
   * What was done to the indexed picture, as the query shows it. Empty for `exact` matches
   * only.
   */
  edits: MatchEdit[];
  /** Share of the indexed picture's area that the query shows, in (0, 1]. */
  overlap: number;
  /** Share of the query's area that shows the indexed picture, in (0, 1]. */
  queryOverlap: number;
  /** Degrees by which the query is turned clockwise, in (-180, 180]; beyond 14 only with `copies: "thorough"`. */
  rotation: number;
  /**
   * Takes a place in the query to the same place in the indexed picture. Both are
   * fractions of a picture's width and height, measured from the upper left corner of the
   * upright picture: (0, 0) to (1, 1). Of a query with a region, the region is the query.
   */
  transform: AffineTransform;
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
  /** When the picture was first indexed, milliseconds since 1970. */
  createdAt: number;
  /** With `collapse`: the matches that are copies of this one. None of them has copies itself. */
  copies?: Match[];
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
   * The `exact` matches come first, then the `edited` ones among the 50 nearest (and,
   * with `copies: "thorough"`, those further away), then all others. Each group is sorted by descending similarity, ties by id.
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
