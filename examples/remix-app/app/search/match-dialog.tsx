import type { SimilarImage } from "@revimg/http/client";
import {
  type KeyboardEvent,
  lazy,
  type MouseEvent,
  Suspense,
  useEffect,
  useRef,
  useState,
} from "react";
import { Icon } from "~/components/icon";
import { PictureStage } from "~/components/picture-stage";
import { breakable } from "~/lib/format";
import type { QueryPicture } from "./answer";
import { MatchFacts } from "./match-facts";
import { quietName } from "./quiet-name";
import type { SearchAddress } from "./search-address";
import { StepButton } from "./step-button";

const CompareStage = lazy(async () => ({
  default: (await import("~/compare/compare-stage")).CompareStage,
}));

interface MatchDialogProps {
  /** The list that the arrow keys walk through. */
  matches: SimilarImage[];
  openId: string | null;
  onOpen: (id: string | null) => void;
  search: SearchAddress;
  /** The picture of the query, if there is one alone. */
  query: QueryPicture | undefined;
}

/** One match in full. The browser's own dialog keeps the focus inside and closes on Escape. */
export function MatchDialog({ matches, openId, onOpen, search, query }: MatchDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const [isComparing, setComparing] = useState(false);
  const place = matches.findIndex(({ id }) => id === openId);
  const match = matches[place];
  const isOpen = match !== undefined;
  useEffect(() => {
    if (!isOpen) return dialog.current?.close();
    if (!dialog.current?.open) dialog.current?.showModal();
    title.current?.focus();
  }, [isOpen]);

  const walk = (step: number) => {
    const next = matches[place + step];
    if (next) onOpen(next.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The slider has the arrow keys for itself.
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === "ArrowLeft") walk(-1);
    if (event.key === "ArrowRight") walk(1);
  };
  const closeOnBackdrop = (event: MouseEvent) => {
    if (event.target === dialog.current) onOpen(null);
  };
  const canCompare = query !== undefined && query.part.kind !== "vector";
  return (
    <dialog
      ref={dialog}
      className="match-dialog"
      aria-labelledby="match-title"
      onClose={() => isOpen && onOpen(null)}
      onKeyDown={onKeyDown}
      onClick={closeOnBackdrop}
    >
      {match && (
        <div className="match-sheet">
          {isComparing && canCompare ? (
            <Suspense fallback={<div className="match-stage" />}>
              <div className="match-stage">
                <CompareStage key={match.id} match={match} query={query} region={search.region} />
              </div>
            </Suspense>
          ) : (
            <PictureStage key={match.id} image={match} />
          )}
          <div className="match-details">
            <div className="flex items-center justify-between">
              <p className="tabular text-sm text-muted">
                {place + 1} / {matches.length}
              </p>
              <div className="-m-2 flex">
                <StepButton label="Previous match" disabled={place === 0} onClick={() => walk(-1)}>
                  <Icon name="previous" />
                </StepButton>
                <StepButton
                  label="Next match"
                  disabled={place === matches.length - 1}
                  onClick={() => walk(1)}
                >
                  <Icon name="next" />
                </StepButton>
                <StepButton label="Close" onClick={() => onOpen(null)}>
                  <Icon name="close" />
                </StepButton>
              </div>
            </div>
            <h2 ref={title} id="match-title" tabIndex={-1} className="headline-small">
              {breakable(quietName(match))}
            </h2>
            <MatchFacts match={match} search={search}>
              {canCompare && (
                <button
                  type="button"
                  className="button-quiet"
                  aria-pressed={isComparing}
                  onClick={() => setComparing(!isComparing)}
                >
                  <Icon name="compare" />
                  Compare with yours
                </button>
              )}
            </MatchFacts>
          </div>
        </div>
      )}
    </dialog>
  );
}
