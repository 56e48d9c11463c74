import { Link, useRevalidator } from "@remix-run/react";
import { useMemo } from "react";
import { LibraryLine } from "~/components/library-line";
import { useLibrary } from "~/hooks/use-library";
import type { LibraryStatus } from "~/lib/library";
import { isEmptyLibrary } from "~/lib/library-words";

/**
 * Beside the results of a library that was still growing when it was asked: how far it is
 * now, and the same search once more. Of an empty one, the way to add pictures.
 */
export function GrowingLibrary({ status }: { status: LibraryStatus }) {
  const { revalidate, state } = useRevalidator();
  const known = useMemo(() => ({ status, privateSearch: false, examples: [] }), [status]);
  const latest = useLibrary(known);
  if (isEmptyLibrary(status)) {
    return (
      <Link to="/admin/add" className="button-quiet mt-4">
        Add pictures
      </Link>
    );
  }
  if (status.state !== "indexing" && status.state !== "opening") return null;
  return (
    <>
      <LibraryLine status={latest.status} />
      <p className="mt-2 text-sm text-muted">Pictures that have come since are not below.</p>
      <button
        type="button"
        className="button-quiet needs-script mt-3"
        disabled={state !== "idle"}
        onClick={revalidate}
      >
        Search again
      </button>
    </>
  );
}
