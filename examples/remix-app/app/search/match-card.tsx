import { Link } from "@remix-run/react";
import type { SimilarImage } from "@revimg/http/client";
import type { MouseEvent } from "react";
import { SourceLink } from "~/components/source-link";
import { percentOf } from "~/lib/format";
import { pictureAddress } from "~/lib/library";
import { copyWords } from "./match-words";
import { quietName } from "./quiet-name";

/** Shapes beyond these get a mat, so that no row is broken by one strip of a picture. */
const narrowest = 0.7;
const widest = 2;

interface MatchCardProps {
  match: SimilarImage;
  elementId: string | undefined;
  isChosen: boolean;
  /** Whether it is likely to be seen at first: then its picture is not waited for until the page is laid out. */
  isEarly: boolean;
  /** Whether any card is chosen: then all show their boxes. */
  isChoosing: boolean;
  onChoose(id: string, isChosen: boolean): void;
  onOpen(id: string): void;
}

export function MatchCard(props: MatchCardProps) {
  const { match, elementId, isEarly, isChosen, isChoosing, onChoose, onOpen } = props;
  const { id, thumbnail_url, width, height, author, license } = match;
  const name = quietName(match);
  const ratio = Math.min(widest, Math.max(narrowest, width / height || 1));
  const percent = percentOf(match);
  const copy = copyWords(match);
  const credit = [author, license].filter(Boolean).join(", ");
  const openHere = (event: MouseEvent) => {
    // A new tab or window gets the page of the picture.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(id);
  };
  return (
    <li
      id={elementId}
      className="card"
      style={{ "--ratio": ratio.toFixed(4) }}
      data-testid="match"
      data-tier={match.tier}
      data-chosen={isChosen || undefined}
    >
      <div className="card-frame" style={{ "--shape": ratio.toFixed(4) }}>
        <Link
          id={`match-${id}`}
          to={pictureAddress(id)}
          className="match-picture"
          onClick={openHere}
          aria-label={`${name}: ${copy ?? `${percent}% alike`}`}
        >
          <img
            src={thumbnail_url}
            alt=""
            width={width}
            height={height}
            loading={isEarly ? "eager" : "lazy"}
            // Decoded apart, it would be painted a frame after what is around it.
            decoding={isEarly ? "sync" : "async"}
            draggable={false}
          />
        </Link>
        <label className="card-choice needs-script" data-shown={isChoosing || undefined}>
          <input
            type="checkbox"
            checked={isChosen}
            onChange={(event) => onChoose(id, event.currentTarget.checked)}
          />
          <span className="sr-only">Select {name}</span>
        </label>
      </div>
      <div className="mt-2 min-w-0">
        {copy ? (
          <p className="copy-words">{copy}</p>
        ) : (
          <div className="meter" style={{ "--share": `${percent}%` }} />
        )}
        <p className="card-name">
          <span className="truncate" title={match.filename}>
            {name}
          </span>
          {!copy && (
            <span className="tabular text-xs text-muted">
              {percent}%<span className="sr-only"> alike</span>
            </span>
          )}
        </p>
        <p className="card-origin">
          <SourceLink url={match.source_url} domain={match.source_domain} />
          {match.folder && (
            <span className="truncate" title={match.folder}>
              {match.folder}
            </span>
          )}
          {credit && (
            <span className="truncate" title={credit}>
              {credit}
            </span>
          )}
        </p>
      </div>
    </li>
  );
}
