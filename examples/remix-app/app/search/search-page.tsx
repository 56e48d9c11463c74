import { useEffect, useRef, useState } from "react";
import { countOf } from "~/lib/format";
import type { LibraryStatus } from "~/lib/library";
import type { Answer, QueryPicture } from "./answer";
import { FilterBar } from "./filter-bar";
import { GrowingLibrary } from "./growing-library";
import { outcomeOf } from "./headings";
import { MatchDialog } from "./match-dialog";
import { QueryHead } from "./query-head";
import { rememberSearch } from "./recent-store";
import { RefineBar } from "./refine-bar";
import { groupMatches, type ResultGroups } from "./result-groups";
import { ResultList } from "./result-list";
import { addressOf, type SearchAddress } from "./search-address";
import { SelectionBar } from "./selection-bar";
import { SummaryLine } from "./summary-line";
import { useMatches } from "./use-matches";
import { useOpenMatch } from "./use-open-match";

export interface SearchPageProps {
  search: SearchAddress;
  pictures: QueryPicture[];
  unlike: QueryPicture[];
  answer: Answer;
  status: LibraryStatus;
}

/** An answered search. */
export function SearchPage({ search, pictures, unlike, answer, status }: SearchPageProps) {
  const paged = useMatches(addressOf(search), answer);
  const { matches } = paged;
  const groups = groupMatches(matches, answer);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { openId, open } = useOpenMatch();
  const heading = useRef<HTMLHeadingElement>(null);
  const outcome = outcomeOf({ search, pictures }, groups);
  // Readers of the page hear the outcome, and Tab goes on from here.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => rememberSearch(search, pictures), [search, pictures]);
  const choose = (id: string, isChosen: boolean) =>
    setChosen((before) => {
      const after = new Set(before);
      if (isChosen) after.add(id);
      else after.delete(id);
      return after;
    });
  const shown = [...groups.same, ...groups.alike, ...groups.hardly];
  const list = { chosen, onChoose: choose, onOpen: open };
  return (
    <>
      <QueryHead pictures={pictures} unlike={unlike} search={search}>
        <div>
          <h1 ref={heading} tabIndex={-1} className="headline-small">
            {outcome}
          </h1>
          <SummaryLine {...{ groups, status, answer, search }} hasMore={paged.hasMore} />
          <GrowingLibrary status={status} />
        </div>
        <RefineBar search={search} pictures={pictures} />
      </QueryHead>
      <FilterBar search={search} answer={answer} matches={matches} groups={groups} />
      <p role="status" className="sr-only">
        {announcementOf(groups)}
      </p>
      <ResultList groups={groups} paged={paged} {...list} />
      <SelectionBar
        search={search}
        chosen={shown.filter(({ id }) => chosen.has(id))}
        onClear={() => setChosen(new Set())}
      />
      <MatchDialog
        matches={shown}
        openId={openId}
        onOpen={open}
        search={search}
        query={pictures.length === 1 ? pictures[0] : undefined}
      />
    </>
  );
}

function announcementOf({ same, alike, hardly }: ResultGroups): string {
  const copies = same.length > 0 ? `${countOf(same.length, "copy", "copies")}, ` : "";
  const rest = hardly.length > 0 ? `, ${hardly.length} hardly alike` : "";
  return `${copies}${countOf(alike.length, "picture", "pictures")} alike${rest}`;
}
