import type { SourceDetail } from "@revimg/http";
import { webAddress } from "~/lib/format";
import { Icon } from "./icon";

/** Every place where the picture was found. */
export function SourceList({ sources }: { sources: SourceDetail[] }) {
  if (sources.length === 0) return null;
  return (
    <div>
      <h3 className="text-sm text-muted">{sources.length === 1 ? "Source" : "Sources"}</h3>
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {sources.map((source) => (
          <li key={JSON.stringify(source)} className="py-2.5">
            <SourceItem source={source} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function SourceItem({ source }: { source: SourceDetail }) {
  const page = webAddress(source.page_url) ?? webAddress(source.url);
  const picture = webAddress(source.url);
  const credit = [source.author, source.license].filter(Boolean).join(", ");
  return (
    <>
      {page === null ? (
        <p>{source.title ?? source.domain}</p>
      ) : (
        <a href={page} target="_blank" rel="noopener noreferrer" className="source-link">
          <span className="min-w-0 break-words">{source.domain ?? page}</span>
          <Icon name="external" className="text-[0.85em]" />
        </a>
      )}
      {credit && <p className="text-sm text-muted">{credit}</p>}
      {picture !== null && picture !== page && (
        <a
          href={picture}
          target="_blank"
          rel="noopener noreferrer"
          className="link text-sm text-muted"
        >
          The picture itself
        </a>
      )}
    </>
  );
}
