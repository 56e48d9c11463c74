import type { Match, SearchResult } from "@revimg/core";
import { type SearchResponse, type SimilarImage, toSearchResponse } from "@revimg/http";

/**
 * What `revimg search --json` prints for a local index: the answer of `POST /search`,
 * plus the paths of the files.
 */
export interface LocalSearchResponse extends SearchResponse {
  similar_images: LocalSimilarImage[];
}

interface LocalSimilarImage extends SimilarImage {
  /** Files of this picture on this computer. */
  paths: string[];
}

export function toLocalResponse(result: SearchResult): LocalSearchResponse {
  const response = toSearchResponse(result);
  const images = response.similar_images.map((image, i) => ({
    ...image,
    paths: paths(result.matches[i]!),
  }));
  return { ...response, similar_images: images };
}

export function paths({ sources }: Pick<Match, "sources">): string[] {
  return sources.flatMap(({ path }) => (path === undefined ? [] : [path]));
}
