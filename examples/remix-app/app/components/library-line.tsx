import { countOf } from "~/lib/format";
import type { LibraryStatus } from "~/lib/library";

/** How many pictures there are, and how far indexing is while it goes on. */
export function LibraryLine({ status }: { status: LibraryStatus }) {
  const { state, done, total } = status;
  return (
    <div className="mt-3 text-sm" data-testid="library">
      <p role="status" className="text-ink">
        {sentence(status)}
      </p>
      {state === "indexing" && total !== null && total > 0 && (
        <progress
          max={total}
          value={done}
          aria-label="Files indexed"
          className="progress mt-2 block"
        />
      )}
      {(state === "opening" || (state === "indexing" && total === null)) && (
        <div className="indeterminate mt-2" aria-hidden="true" />
      )}
    </div>
  );
}

function sentence({ state, count, done, total, failed, problem }: LibraryStatus): string {
  if (state === "opening") return "Opening the library";
  if (state === "indexing") {
    const place = total === null ? countOf(done, "file", "files") : `${done} of ${total}`;
    return `Indexing: ${place}.${count > 0 ? " You can search already." : ""}`;
  }
  const pictures = countOf(count, "picture", "pictures");
  if (state === "failed") return `${pictures} indexed. Indexing ended early: ${problem}`;
  return failed === 0
    ? `${pictures} indexed`
    : `${pictures} indexed, ${countOf(failed, "file", "files")} could not be read`;
}
