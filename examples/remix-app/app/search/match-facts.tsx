import { Link } from "@remix-run/react";
import type { SimilarImage } from "@revimg/http/client";
import type { ReactNode } from "react";
import { Icon } from "~/components/icon";
import { PictureFacts } from "~/components/picture-facts";
import { percentOf } from "~/lib/format";
import { copyDetail, copyWords } from "./match-words";
import { quietName } from "./quiet-name";
import { addressOf, emptySearch, mostPictures, type SearchAddress } from "./search-address";

interface MatchFactsProps {
  match: SimilarImage;
  search: SearchAddress;
  /** More that can be done with it. */
  children?: ReactNode;
}

/** What a match is to the query, the ways on from it, and everything known about it. */
export function MatchFacts({ match, search, children }: MatchFactsProps) {
  const { id } = match;
  const percent = percentOf(match);
  const copy = copyWords(match);
  const detail = copyDetail(match);
  const like = { kind: "like" as const, id };
  const state = { name: quietName(match) };
  const { pictures, unlike } = search;
  return (
    <>
      <div>
        {copy ? (
          <>
            <p className="copy-words">{copy}</p>
            {detail && <p className="mt-1 text-sm text-muted">{detail}</p>}
          </>
        ) : (
          <>
            <p className="tabular">{percent}% alike</p>
            <div className="meter mt-2" style={{ "--share": `${percent}%` }} />
          </>
        )}
      </div>
      <div className="match-actions">
        <Link
          to={addressOf({ ...emptySearch, pictures: [like] })}
          state={state}
          className="button-primary"
        >
          <Icon name="search" />
          Pictures like this one
        </Link>
        {children}
        {pictures.length < mostPictures && (
          <Link
            to={addressOf({ ...search, region: null, pictures: [...pictures, like] })}
            className="button-quiet"
          >
            <Icon name="plus" />
            More like this
          </Link>
        )}
        {unlike.length < mostPictures && (
          <Link
            to={addressOf({ ...search, region: null, unlike: [...unlike, id] })}
            className="button-quiet"
          >
            <Icon name="minus" />
            Less like this
          </Link>
        )}
      </div>
      <PictureFacts image={match} />
    </>
  );
}
