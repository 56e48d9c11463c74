import {
  type ImageSource,
  type Keyword,
  type Match,
  type MatchEvidence,
  type MatchTier,
  type SearchResult,
  type TagOrigin,
  webAddress,
} from "@revimg/core";

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

export interface SimilarImage {
  id: string;
  /** Absolute path on this server, with the mount prefix. */
  thumbnail_url: string;
  /** Absolute path of the original on this server; 404 when originals are not kept. */
  image_url: string;
  /**
   * Where the picture was first found, or null. Like all addresses here, it is http
   * or https and has no password.
   */
  source_url: string | null;
  /** Host name of that place without `www.`, or null. */
  source_domain: string | null;
  /** Cosine of the two embeddings, in [-1, 1]; higher is closer. */
  similarity: number;
  tier: MatchTier;
  /** Why a match is `exact` or `edited`, and what was done to it; null for a `similar` one. */
  evidence: MatchEvidence | null;
  /** Last part of the file's name; never a path. */
  filename: string;
  title: string | null;
  /** Of the first source that names one. */
  author: string | null;
  license: string | null;
  /** Pixels, upright. */
  width: number;
  height: number;
  mime_type: string;
  /** Every place that a stranger may see. Files on the server's disk are left out. */
  sources: SourceDetail[];
  tags: { tag: string; confidence: number; origin: TagOrigin }[];
}

export interface SourceDetail {
  url: string | null;
  page_url: string | null;
  domain: string | null;
  title: string | null;
  author: string | null;
  license: string | null;
}

/** What `GET /health` answers. */
export interface HealthResponse {
  status: "ok";
  model: { id: string; dimension: number };
  /** Pictures that a search can find. */
  count: number;
  /** Names of the stores in use. */
  stores: { vectors: string; metadata: string; blobs: string };
}

/** A search's result with the names of the wire. `basePath` is where the handler is mounted. */
export function toSearchResponse(result: SearchResult, basePath = ""): SearchResponse {
  return {
    keywords: result.keywords.map(({ keyword }) => keyword),
    keyword_details: result.keywords.map(toKeywordDetail),
    similar_images: result.matches.map((match) => toSimilarImage(match, basePath)),
    next_cursor: result.nextCursor,
    min_similarity: result.minSimilarity,
    truncated: result.truncated,
  };
}

function toKeywordDetail({ keyword, score, imageIds }: Keyword): KeywordDetail {
  return { keyword, score, image_ids: imageIds };
}

function roundTo(digits: number, value: number): number {
  return Number(value.toFixed(digits));
}

function toSimilarImage(match: Match, basePath: string): SimilarImage {
  const imageUrl = `${basePath}/image/${encodeURIComponent(match.id)}`;
  const { id, similarity, tier, evidence, title, width, height } = match;
  return {
    id,
    thumbnail_url: `${imageUrl}?variant=thumbnail`,
    image_url: imageUrl,
    source_url: webAddress(match.originalUrl),
    source_domain: match.sourceDomain,
    similarity,
    tier,
    evidence: evidence && {
      by: evidence.by,
      edits: evidence.edits,
      overlap: roundTo(2, evidence.overlap),
      rotation: roundTo(1, evidence.rotation),
    },
    filename: lastPart(match.filename),
    title,
    author: firstOf(match.sources, "author"),
    license: firstOf(match.sources, "license"),
    width,
    height,
    mime_type: match.mimeType,
    sources: match.sources.map(toSourceDetail).filter(saysSomething),
    tags: match.tags.map(({ tag, confidence, origin }) => ({ tag, confidence, origin })),
  };
}

function toSourceDetail(source: ImageSource): SourceDetail {
  return {
    url: webAddress(source.url),
    page_url: webAddress(source.pageUrl),
    domain: source.domain ?? null,
    title: source.title ?? null,
    author: source.author ?? null,
    license: source.license ?? null,
  };
}

function saysSomething(source: SourceDetail): boolean {
  return Object.values(source).some((value) => value !== null);
}

function firstOf(sources: readonly ImageSource[], key: "author" | "license"): string | null {
  return sources.find((source) => source[key] !== undefined)?.[key] ?? null;
}

function lastPart(filename: string): string {
  return filename.split(/[/\\]/).at(-1) ?? "";
}
