import { Link } from "@remix-run/react";
import type { LibraryStatus } from "~/lib/library";
import { isEmptyLibrary, libraryWords } from "~/lib/library-words";
import { site } from "~/lib/site";

/** How many pictures there are, and how far indexing is while it goes on. */
export function LibraryLine({ status }: { status: LibraryStatus }) {
  const { state, done, total } = status;
  return (
    <div className="mt-3 text-sm" data-testid="library">
      <p role="status" className="text-ink">
        {libraryWords(status)}
      </p>
      {site().hasServer && isEmptyLibrary(status) && (
        <Link to="/admin/add" className="button-quiet mt-3">
          Add pictures
        </Link>
      )}
      {state === "indexing" && total !== null && total > 0 && (
        <progress
          max={total}
          value={done}
          aria-label="Files indexed"
          className="progress mt-2 block"
        />
      )}
      {(state === "opening" ||
        state === "unreachable" ||
        (state === "indexing" && total === null)) && (
        <div className="indeterminate mt-2" aria-hidden="true" />
      )}
    </div>
  );
}
