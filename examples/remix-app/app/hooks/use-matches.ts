import type { KeywordDetail, SearchResponse, SimilarImage } from "@revimg/http";
import { useEffect, useRef, useState } from "react";
import { type Problem, problemOfFailure } from "~/lib/problem";
import { SearchFailed } from "~/lib/search-client";

export type LoadPage = (cursor: string, signal: AbortSignal) => Promise<SearchResponse>;

export interface Matches {
  keywords: KeywordDetail[];
  matches: SimilarImage[];
  hasMore: boolean;
  loading: boolean;
  /** Why the last page did not come. */
  problem: Problem | null;
  loadMore(): void;
}

/**
 * The pages of one search, as one list. Keywords are those of the first page; a
 * later page only adds the pictures that carry them.
 */
export function useMatches(first: SearchResponse, loadPage: LoadPage): Matches {
  const [pages, setPages] = useState([first]);
  const [loading, setLoading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);

  const cursor = pages.at(-1)?.next_cursor ?? null;
  const loadMore = async () => {
    if (cursor === null || loading) return;
    controller.current = new AbortController();
    const { signal } = controller.current;
    setLoading(true);
    setProblem(null);
    try {
      const page = await loadPage(cursor, signal);
      setPages((before) => [...before, page]);
    } catch (error) {
      if (signal.aborted) return;
      setProblem(error instanceof SearchFailed ? error.problem : problemOfFailure());
    }
    setLoading(false);
  };
  const matches = pages.flatMap((page) => page.similar_images);
  const keywords = first.keyword_details.map((keyword) => ({
    ...keyword,
    image_ids: [...keyword.image_ids, ...carriers(pages.slice(1), keyword.keyword)],
  }));
  return { keywords, matches, hasMore: cursor !== null, loading, problem, loadMore };
}

function carriers(pages: SearchResponse[], keyword: string): string[] {
  return pages
    .flatMap((page) => page.similar_images)
    .filter((match) => match.tags.some(({ tag }) => tag === keyword))
    .map(({ id }) => id);
}
