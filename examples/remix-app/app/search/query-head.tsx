import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { Icon } from "~/components/icon";
import { Picture } from "~/components/picture";
import { previewOf } from "../ask/previews";
import type { QueryPicture } from "./answer";
import type { Region } from "./region";
import { addressOf, isEmpty, type SearchAddress } from "./search-address";

interface QueryHeadProps {
  pictures: readonly QueryPicture[];
  unlike?: readonly QueryPicture[];
  search?: SearchAddress | undefined;
  children: ReactNode;
}

/** What was asked with, as a strip of small frames, and the outcome beside it. */
export function QueryHead({ pictures, unlike = [], search, children }: QueryHeadProps) {
  const count = pictures.length + unlike.length;
  return (
    <section className="query-head pt-2 sm:pt-4">
      {count > 0 && (
        <ul className="query-strip" aria-label="What was asked with">
          {pictures.map((picture) => (
            <QueryFrame
              key={`${picture.part.kind} ${picture.part.id}`}
              picture={picture}
              region={search?.region ?? null}
              without={search && count > 1 ? withoutPicture(search, picture) : null}
            />
          ))}
          {unlike.map((picture) => (
            <QueryFrame
              key={`unlike ${picture.part.id}`}
              picture={picture}
              region={null}
              isUnlike
              without={search ? withoutUnlike(search, picture) : null}
            />
          ))}
        </ul>
      )}
      <div className="query-outcome">{children}</div>
    </section>
  );
}

interface QueryFrameProps {
  picture: QueryPicture;
  region: Region | null;
  isUnlike?: boolean;
  /** The search that is left without this picture; null where it can't be left out. */
  without: SearchAddress | null;
}

function QueryFrame({ picture, region, isUnlike = false, without }: QueryFrameProps) {
  const name = picture.name || "Your picture";
  return (
    <li className="query-item">
      <div className="viewfinder query-frame" data-unlike={isUnlike || undefined}>
        <div className="query-picture">
          <Picture url={previewOf(picture.part.id) ?? picture.url} alt={name} />
          {region && <span className="query-region" style={placeOf(region)} aria-hidden="true" />}
        </div>
      </div>
      {isUnlike && <span className="query-note">less like</span>}
      {without && (
        <Link
          to={addressOf(without)}
          className="query-remove"
          aria-label={`Search without ${isUnlike ? "less like " : ""}${name}`}
        >
          <Icon name="close" />
        </Link>
      )}
    </li>
  );
}

function placeOf({ x, y, width, height }: Region) {
  const percent = (share: number) => `${share * 100}%`;
  return {
    ...{ left: percent(x), top: percent(y) },
    ...{ width: percent(width), height: percent(height) },
  };
}

function withoutPicture(search: SearchAddress, { part }: QueryPicture): SearchAddress | null {
  const pictures = search.pictures.filter(({ kind, id }) => kind !== part.kind || id !== part.id);
  const left = { ...search, pictures };
  return isEmpty(left) ? null : left;
}

function withoutUnlike(search: SearchAddress, { part }: QueryPicture): SearchAddress {
  return { ...search, unlike: search.unlike.filter((id) => id !== part.id) };
}
