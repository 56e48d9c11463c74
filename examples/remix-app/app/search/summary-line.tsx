import { countOf } from "~/lib/format";
import type { LibraryStatus } from "~/lib/library";
import { isEmptyLibrary } from "~/lib/library-words";
import type { Answer } from "./answer";
import { filterRequest } from "./filters";
import type { ResultGroups } from "./result-groups";
import type { SearchAddress } from "./search-address";

interface SummaryLineProps {
  groups: ResultGroups;
  hasMore: boolean;
  status: LibraryStatus;
  answer: Answer;
  search: SearchAddress;
}

/** How much was found, and where there is nothing, what to do. */
export function SummaryLine(props: SummaryLineProps) {
  return <p className="mt-1.5 max-w-2xl text-muted">{sentence(props)}</p>;
}

function sentence({ groups, hasMore, status, answer, search }: SummaryLineProps): string {
  const { same, alike, hardly } = groups;
  if (same.length + alike.length + hardly.length === 0) {
    const isFiltered = search.filters.copies || filterRequest(search.filters) !== undefined;
    if (isFiltered && status.count > 0) return "No picture fits these filters. Remove one of them.";
    if (status.count > 0) {
      return "There is no other picture in the library. Add more, then search again.";
    }
    return isEmptyLibrary(status)
      ? "The library is empty so far. Add pictures to it, then search again."
      : "No picture is in the library yet.";
  }
  if (same.length + alike.length === 0) {
    const of = countOf(status.count, "picture", "pictures");
    return `Of ${of} none stands out. The nearest are below, and they are hardly alike.`;
  }
  const isWords = search.pictures.length === 0;
  const isPrivate = search.pictures[0]?.kind === "vector";
  const isOpen = hasMore && hardly.length === 0;
  if (isWords) return `${countOf(alike.length, "picture", "pictures")}${isOpen ? " so far" : ""}.`;
  const parts = [
    same.length > 0 ? countOf(same.length, "copy", "copies") : "",
    alike.length > 0
      ? `${countOf(alike.length, "picture", "pictures")} that look${alike.length === 1 ? "s" : ""} alike`
      : "",
  ].filter(Boolean);
  const limits = isPrivate ? " A private search does not tell copies apart." : "";
  const cut = answer.truncated ? " A narrower filter may find more." : "";
  return `${parts.join(" and ")}${isOpen ? " so far" : ""}.${limits}${cut}`;
}
