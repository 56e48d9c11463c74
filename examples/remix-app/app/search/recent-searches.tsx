import { Link } from "@remix-run/react";
import { useEffect, useState } from "react";
import { Icon } from "~/components/icon";
import { Picture } from "~/components/picture";
import { forgetRecent, type RecentSearch, readRecent } from "./recent-store";

/** Searches that this browser remembers. The server never sees the list. */
export function RecentSearches() {
  const [recent, setRecent] = useState<RecentSearch[]>([]);
  useEffect(() => setRecent(readRecent()), []);
  if (recent.length === 0) return null;
  return (
    <section className="mt-10" aria-labelledby="recent">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="recent" className="group-title">
          Recent searches
        </h2>
        <button
          type="button"
          className="link text-sm text-muted"
          onClick={() => {
            forgetRecent();
            setRecent([]);
          }}
        >
          Forget them
        </button>
      </div>
      <ul className="recent">
        {recent.map(({ address, title, picture }) => (
          <li key={address}>
            <Link to={address} className="recent-link">
              <span className="recent-picture">
                {picture ? <Picture url={picture} alt="" /> : <Icon name="search" />}
              </span>
              <span className="truncate">{title}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="mt-3 text-xs text-muted">Kept in this browser only.</p>
    </section>
  );
}
