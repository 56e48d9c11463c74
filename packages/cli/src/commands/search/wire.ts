import type { Match, SearchResult } from "@revimg/core";
import { type SearchResponse, type SimilarImage, toSearchResponse } from "@revimg/http/wire";

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
  copies?: LocalSimilarImage[];
}

export function toLocalResponse(result: SearchResult): LocalSearchResponse {
  const response = toSearchResponse(result);
  return { ...response, similar_images: withPaths(response.similar_images, result.matches) };
}

function withPaths(
  images: readonly SimilarImage[],
  matches: readonly Match[],
): LocalSimilarImage[] {
  return images.map(({ copies, ...image }, i) => {
    const match = matches[i]!;
    const folded = copies && { copies: withPaths(copies, match.copies ?? []) };
    return { ...image, paths: paths(match), ...folded };
  });
}

export function paths({ sources }: Pick<Match, "sources">): string[] {
  return sources.flatMap(({ path }) => (path === undefined ? [] : [path]));
}
