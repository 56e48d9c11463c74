import type { SearchResponse, SimilarImage } from "@revimg/http";
import { useEffect, useRef, useState } from "react";
import { type LoadPage, useMatches } from "~/hooks/use-matches";
import { countOf, percentOf } from "~/lib/format";
import { nextStep } from "~/lib/problem";
import type { QueryPicture } from "~/lib/query-picture";
import { KeywordChips } from "./keyword-chips";
import { MatchDialog } from "./match-dialog";
import { MatchGrid } from "./match-grid";
import { PictureField } from "./picture-field";
import { QueryPanel } from "./query-panel";

interface SearchViewProps {
  answer: SearchResponse;
  picture: QueryPicture;
  /** Fetches the page after a cursor; null where the picture is no longer at hand. */
  loadPage: LoadPage | null;
  onPicture: (file: File) => void;
}

const noPage: LoadPage = () => Promise.reject(new Error("There is no next page."));

/** An answered search: the query with its keywords, and the matches. */
export function SearchView({ answer, picture, loadPage, onPicture }: SearchViewProps) {
  const { keywords, matches, hasMore, loading, problem, loadMore } = useMatches(
    answer,
    loadPage ?? noPage,
  );
  const [keyword, setKeyword] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // Readers of the page hear the outcome, and Tab goes on from here.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);

  const carriers = keywords.find((entry) => entry.keyword === keyword)?.image_ids;
  const shown = carriers ? matches.filter(({ id }) => carriers.includes(id)) : matches;
  return (
    <>
      <QueryPanel picture={picture}>
        <h1 ref={heading} tabIndex={-1} className="headline">
          {titleOf(matches)}
        </h1>
        <p className="mt-3 text-lg text-muted">{summaryOf(matches, hasMore)}</p>
        <KeywordChips keywords={keywords} selected={keyword} onSelect={setKeyword} />
        <div className="mt-7 flex">
          <PictureField label="Search with another picture" onPicture={onPicture} quiet />
        </div>
      </QueryPanel>
      <p role="status" className="sr-only">
        {keyword === null ? "" : `${countOf(shown.length, "match", "matches")}: ${keyword}`}
      </p>
      <MatchGrid matches={shown} onOpen={setOpen} />
      {problem && (
        <p role="alert" className="mt-10">
          {problem.detail} {nextStep(problem)}
        </p>
      )}
      {hasMore && loadPage && (
        <div className="needs-script mt-14 flex justify-center">
          <button type="button" className="button-quiet" disabled={loading} onClick={loadMore}>
            {loading ? "Loading" : "Show more"}
          </button>
        </div>
      )}
      <MatchDialog matches={shown} openId={open} onOpen={setOpen} />
    </>
  );
}

function titleOf(matches: SimilarImage[]): string {
  if (matches.length === 0) return "Nothing to compare with yet";
  if (matches.some(({ tier }) => tier === "exact")) return "This very picture is here";
  if (matches.some(({ tier }) => tier === "edited")) return "Another version of it is here";
  return "The pictures most like it";
}

function summaryOf(matches: SimilarImage[], hasMore: boolean): string {
  const [best] = matches;
  if (!best) return "The library is empty so far. Index some pictures, then search again.";
  const first = hasMore ? "the first " : "";
  return `Showing ${first}${countOf(matches.length, "match", "matches")}; the closest is ${percentOf(best)}% alike.`;
}
