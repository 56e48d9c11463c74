import type { SimilarImage } from "@revimg/http";
import { nameOf, percentOf } from "~/lib/format";
import { SourceLink } from "./source-link";
import { TierBadge } from "./tier-badge";

/** Shapes beyond these get a mat, so that no row is broken by one strip of a picture. */
const narrowest = 0.7;
const widest = 2;

export function MatchCard({
  match,
  onOpen,
}: {
  match: SimilarImage;
  onOpen: (id: string) => void;
}) {
  const { id, tier, thumbnail_url, width, height, author, license } = match;
  const name = nameOf(match);
  const ratio = Math.min(widest, Math.max(narrowest, width / height || 1));
  const percent = percentOf(match);
  const credit = [author, license].filter(Boolean).join(", ");
  return (
    <li style={{ "--ratio": ratio.toFixed(4) }} data-testid="match">
      <div>
        <button
          type="button"
          className="match-picture"
          style={{ aspectRatio: ratio }}
          onClick={() => onOpen(id)}
          aria-label={`${name}: details`}
        >
          <img
            src={thumbnail_url}
            alt={name}
            width={width}
            height={height}
            loading="lazy"
            decoding="async"
            draggable={false}
            className="size-full object-contain"
          />
        </button>
        <div className="meter mt-1.5" style={{ "--share": `${percent}%` }} data-tier={tier} />
      </div>
      <div className="min-w-0 md:mt-2">
        <div className="flex items-center justify-between gap-3 text-sm">
          <span className="tabular">
            {percent}%<span className="sr-only"> alike</span>
          </span>
          <TierBadge tier={tier} />
        </div>
        <p className="mt-1 truncate font-medium" title={name}>
          {name}
        </p>
        <SourceLink url={match.source_url} domain={match.source_domain} />
        {credit && (
          <p className="truncate text-sm text-muted" title={credit}>
            {credit}
          </p>
        )}
      </div>
    </li>
  );
}
