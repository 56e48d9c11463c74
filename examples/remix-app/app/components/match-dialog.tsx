import type { SimilarImage } from "@revimg/http";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import { breakable, nameOf } from "~/lib/format";
import { Icon } from "./icon";
import { MatchFacts } from "./match-facts";
import { MatchPicture } from "./match-picture";

interface MatchDialogProps {
  /** The list that the arrow keys walk through. */
  matches: SimilarImage[];
  openId: string | null;
  onOpen: (id: string | null) => void;
}

/** One match in full. The browser's own dialog keeps the focus inside and closes on Escape. */
export function MatchDialog({ matches, openId, onOpen }: MatchDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const place = matches.findIndex(({ id }) => id === openId);
  const match = matches[place];
  const isOpen = match !== undefined;
  useEffect(() => {
    if (!isOpen) return dialog.current?.close();
    dialog.current?.showModal();
    title.current?.focus();
  }, [isOpen]);

  const walk = (step: number) => {
    const next = matches[place + step];
    if (next) onOpen(next.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") walk(-1);
    if (event.key === "ArrowRight") walk(1);
  };
  const closeOnBackdrop = (event: MouseEvent) => {
    if (event.target === dialog.current) onOpen(null);
  };
  return (
    <dialog
      ref={dialog}
      className="match-dialog"
      aria-labelledby="match-title"
      onClose={() => onOpen(null)}
      onKeyDown={onKeyDown}
      onClick={closeOnBackdrop}
    >
      {match && (
        <div className="match-sheet">
          <MatchPicture key={match.id} match={match} />
          <div className="flex min-w-0 flex-col gap-6 p-5 sm:p-7">
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
              {breakable(nameOf(match))}
            </h2>
            <MatchFacts match={match} onLeave={() => onOpen(null)} />
          </div>
        </div>
      )}
    </dialog>
  );
}

interface StepButtonProps {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function StepButton({ label, disabled = false, onClick, children }: StepButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
