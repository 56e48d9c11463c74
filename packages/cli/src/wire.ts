import type { ImageSource, Match, SearchResult } from "@revimg/core";
import type { SearchResponse, SimilarImage, SourceDetail } from "@revimg/http";

/** What `revimg search --json` prints of a local index: the answer of `POST /search`, and the files. */
export interface LocalSearchResponse extends SearchResponse {
  similar_images: LocalSimilarImage[];
}

interface LocalSimilarImage extends SimilarImage {
  /** Files of this picture on this computer. */
  paths: string[];
}

export function toLocalResponse({
  keywords,
  matches,
  nextCursor,
}: SearchResult): LocalSearchResponse {
  return {
    keywords: keywords.map(({ keyword }) => keyword),
    keyword_details: keywords.map(({ keyword, score, imageIds }) => ({
      keyword,
      score,
      image_ids: imageIds,
    })),
    similar_images: matches.map(toSimilarImage),
    next_cursor: nextCursor,
  };
}

function toSimilarImage(match: Match): LocalSimilarImage {
  const address = `/image/${encodeURIComponent(match.id)}`;
  const { id, similarity, tier, filename, title, width, height, sources, tags } = match;
  return {
    id,
    thumbnail_url: `${address}?variant=thumbnail`,
    image_url: address,
    source_url: match.originalUrl,
    source_domain: match.sourceDomain,
    similarity,
    tier,
    filename,
    title,
    author: sources.find(({ author }) => author !== undefined)?.author ?? null,
    license: sources.find(({ license }) => license !== undefined)?.license ?? null,
    width,
    height,
    mime_type: match.mimeType,
    sources: sources
      .map(toSourceDetail)
      .filter((source) => Object.values(source).some((value) => value !== null)),
    tags,
    paths: paths(match),
  };
}

export function paths({ sources }: Pick<Match, "sources">): string[] {
  return sources.flatMap(({ path }) => (path === undefined ? [] : [path]));
}

function toSourceDetail(source: ImageSource): SourceDetail {
  return {
    url: source.url ?? null,
    page_url: source.pageUrl ?? null,
    domain: source.domain ?? null,
    title: source.title ?? null,
    author: source.author ?? null,
    license: source.license ?? null,
  };
}
