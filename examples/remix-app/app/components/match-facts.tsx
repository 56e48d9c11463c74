import { Link } from "@remix-run/react";
import type { SimilarImage } from "@revimg/http";
import type { LikeLocation } from "~/hooks/use-pending-like";
import { formatOf, nameOf, percentOf } from "~/lib/format";
import { Icon } from "./icon";
import { MatchEvidence } from "./match-evidence";
import { SourceList } from "./source-list";
import { TagList } from "./tag-list";
import { TierBadge } from "./tier-badge";

/** Everything known about a match, and the way to search with it. */
export function MatchFacts({ match, onLeave }: { match: SimilarImage; onLeave: () => void }) {
  const { id, tier, filename, title, width, height, mime_type, sources, tags } = match;
  const percent = percentOf(match);
  const state: LikeLocation = { name: nameOf(match) };
  return (
    <>
      <div>
        <p className="flex items-center gap-3">
          <span className="tabular">{percent}% alike</span>
          <TierBadge tier={tier} />
        </p>
        <div className="meter mt-2" style={{ "--share": `${percent}%` }} data-tier={tier} />
        <MatchEvidence match={match} />
        <p className="mt-3 text-sm break-words text-muted">
          {title && `${filename}, `}
          {width} × {height}, {formatOf(mime_type)}
        </p>
      </div>
      <SourceList sources={sources} />
      <TagList tags={tags} />
      <Link
        to={`/?like=${encodeURIComponent(id)}`}
        state={state}
        onClick={onLeave}
        className="button-primary self-start"
      >
        <Icon name="search" />
        Search with this one
      </Link>
    </>
  );
}
