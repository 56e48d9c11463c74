import { ProblemView } from "~/components/problem-view";
import type { LibraryStatus } from "~/lib/library";
import type { Found } from "./answer";
import { noFilters } from "./filters";
import { addressOf } from "./search-address";
import { SearchPage } from "./search-page";

export type FoundHere = Found & { status: LibraryStatus };

/** What a search came to: its matches, or why there are none. */
export function SearchView({ found }: { found: FoundHere }) {
  if (found.problem) return <ProblemView problem={found.problem} found={found} />;
  const { search } = found;
  const question = addressOf({ ...search, filters: noFilters, sort: "alike" });
  return <SearchPage key={question} {...found} />;
}
