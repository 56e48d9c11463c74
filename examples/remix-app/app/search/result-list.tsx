import type { SimilarImage } from "@revimg/http/client";
import { useEffect, useRef, useState } from "react";
import { useIsPainted } from "~/hooks/use-is-painted";
import { headingOf, nextStep } from "~/lib/problem";
import { MatchCard } from "./match-card";
import type { ResultGroups } from "./result-groups";
import type { PagedMatches } from "./use-matches";

interface ListProps {
  chosen: ReadonlySet<string>;
  onChoose(id: string, isChosen: boolean): void;
  onOpen(id: string): void;
}

/** Pages that come by themselves, before the end of the page is left in peace. */
const mostByThemselves = 5;

/** Cards of a group that a large window shows at first. */
const earlyCards = 8;

/** Cards of a group that come first, so that what a window shows is painted sooner. */
const firstCards = 12;

/** The card up to which a page that is opened is drawn at once: row by row, cards would change their places. */
const lastFirstCard = "last-first-card";
export const drawnAtOnce = { rel: "expect", href: `#${lastFirstCard}`, blocking: "render" };

/** Three groups: the same picture, what looks alike, and, folded, what hardly does. */
export function ResultList({
  groups: { same, alike, hardly },
  paged,
  ...list
}: ListProps & { groups: ResultGroups; paged: PagedMatches }) {
  const isFolded = hardly.length > 0;
  const [isUnfolded, setUnfolded] = useState(false);
  const fold = useRef<HTMLDetailsElement>(null);
  // Somebody may have opened it before the page's scripts ran.
  useEffect(() => setUnfolded(isFolded && fold.current?.open === true), [isFolded]);
  const isPainted = useIsPainted();
  const first = isPainted ? Infinity : firstCards;
  const lastGroup = alike.length > 0 ? alike : same;
  const markedCard = lastGroup.slice(0, firstCards).at(-1)?.id;
  const more = isPainted && <More paged={paged} isWanted={!isFolded || isUnfolded} />;
  const groups = { first, markedCard, ...list };
  return (
    <div className="mt-7 grid grid-cols-1 gap-9">
      {same.length > 0 && <Group title="The same picture" matches={same} {...groups} />}
      {alike.length > 0 && <Group title="Looks alike" matches={alike} {...groups} />}
      {isFolded && (
        <details
          ref={fold}
          onToggle={(event) => setUnfolded(event.currentTarget.open)}
          className="fold"
        >
          <summary className="group-title fold-summary">
            Hardly alike
            <span className="tabular text-muted">
              {hardly.length}
              {paged.hasMore && "+"}
            </span>
          </summary>
          <Cards label="Hardly alike" matches={isPainted ? hardly : []} early={0} {...list} />
          {more}
        </details>
      )}
      {!isFolded && more}
    </div>
  );
}

function Group({
  title,
  matches,
  first,
  ...list
}: ListProps & {
  title: string;
  matches: SimilarImage[];
  first: number;
  markedCard?: string | undefined;
}) {
  return (
    <section>
      <h2 className="group-title">
        {title}
        <span className="tabular text-muted">{matches.length}</span>
      </h2>
      <Cards label={title} matches={matches.slice(0, first)} early={earlyCards} {...list} />
    </section>
  );
}

function Cards({
  label,
  matches,
  early,
  markedCard,
  chosen,
  onChoose,
  onOpen,
}: ListProps & {
  label: string;
  matches: SimilarImage[];
  early: number;
  markedCard?: string | undefined;
}) {
  return (
    <ol className="rows mt-3" aria-label={label}>
      {matches.map((match, place) => (
        <MatchCard
          key={match.id}
          match={match}
          elementId={match.id === markedCard ? lastFirstCard : undefined}
          isEarly={place < early}
          isChosen={chosen.has(match.id)}
          isChoosing={chosen.size > 0}
          onChoose={onChoose}
          onOpen={onOpen}
        />
      ))}
    </ol>
  );
}

/** Loads the next page when the end comes near, and by a button. */
function More({ paged, isWanted }: { paged: PagedMatches; isWanted: boolean }) {
  const { hasMore, loading, problem, loadMore } = paged;
  const end = useRef<HTMLDivElement>(null);
  const [byThemselves, setByThemselves] = useState(0);
  const isAutomatic =
    isWanted && hasMore && !loading && !problem && byThemselves < mostByThemselves;
  useEffect(() => {
    if (!isAutomatic || !end.current) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        setByThemselves((count) => count + 1);
        void loadMore();
      },
      { rootMargin: "400px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [isAutomatic, loadMore]);
  const onClick = async () => {
    setByThemselves(0);
    const [first] = await loadMore();
    // Whoever pressed the button by keyboard goes on with what has come.
    if (first) requestAnimationFrame(() => document.getElementById(`match-${first.id}`)?.focus());
  };
  return (
    <div ref={end} className="needs-script mt-8">
      {problem && (
        <p role="alert" className="mb-4 text-center">
          {headingOf(problem)}. {nextStep(problem)}
        </p>
      )}
      {hasMore && (
        <p className="flex justify-center">
          <button type="button" className="button-quiet" disabled={loading} onClick={onClick}>
            {loading ? "Loading" : "Show more"}
          </button>
        </p>
      )}
    </div>
  );
}
