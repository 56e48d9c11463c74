import type { SimilarImage } from "@revimg/http/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Problem, problemOf, unreachable } from "~/lib/problem";
import { site } from "~/lib/site";
import type { Answer, NextPage } from "./answer";

export interface PagedMatches {
  matches: SimilarImage[];
  hasMore: boolean;
  loading: boolean;
  /** Why the last page did not come. */
  problem: Problem | null;
  /** Resolves to the matches that are new. */
  loadMore(): Promise<SimilarImage[]>;
}

/** Pages of searches that Back may return to, by address. */
const remembered = new Map<string, { first: string | null; pages: NextPage[] }>();
const mostRemembered = 20;

/**
 * The pages of one search as one list. Pages that were loaded before are there again
 * after Back, as long as the first page still leads to them.
 */
export function useMatches(address: string, first: Answer): PagedMatches {
  // Pages belong to a first page: another answer begins without any.
  const [loaded, setLoaded] = useState<{ first: Answer; pages: NextPage[] }>({ first, pages: [] });
  const [loading, setLoading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => {
    const known = remembered.get(address);
    if (known && known.first === first.nextCursor) setLoaded({ first, pages: known.pages });
    return () => controller.current?.abort();
  }, [address, first]);

  const pages = loaded.first === first ? loaded.pages : [];
  const last = pages.at(-1);
  const cursor = last ? last.next_cursor : first.nextCursor;
  const loadMore = useCallback(async () => {
    if (cursor === null || controller.current) return [];
    controller.current = new AbortController();
    const { signal } = controller.current;
    setLoading(true);
    setProblem(null);
    try {
      const page = await pageAfter(address, cursor, signal);
      if (signal.aborted) return [];
      setLoaded((before) => {
        const after = [...(before.first === first ? before.pages : []), page];
        remember(address, { first: first.nextCursor, pages: after });
        return { first, pages: after };
      });
      return page.similar_images;
    } catch (error) {
      if (!signal.aborted) setProblem(error as Problem);
      return [];
    } finally {
      controller.current = null;
      setLoading(false);
    }
  }, [address, cursor, first]);
  const known = new Set(first.matches.map(({ id }) => id));
  const later = pages.flatMap((page) => page.similar_images).filter(({ id }) => !known.has(id));
  return {
    matches: [...first.matches, ...later],
    hasMore: cursor !== null,
    loading,
    problem,
    loadMore,
  };
}

/** Rejects with a `Problem`, or when the signal says so. */
async function pageAfter(address: string, cursor: string, signal: AbortSignal): Promise<NextPage> {
  const url = `${address.replace("/search", "/search/more")}&cursor=${encodeURIComponent(cursor)}`;
  const response = await site()
    .fetch(url, { signal })
    .catch(() => {
      throw unreachable;
    });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as NextPage;
}

function remember(address: string, pages: { first: string | null; pages: NextPage[] }): void {
  remembered.delete(address);
  remembered.set(address, pages);
  const [oldest] = remembered.keys();
  if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
}
