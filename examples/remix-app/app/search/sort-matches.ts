import type { SimilarImage } from "@revimg/http/client";
import { quietName } from "./quiet-name";
import type { Sort } from "./search-address";

/** The matches in an order; `alike` is the order of the answer. */
export function sortMatches(matches: SimilarImage[], sort: Sort): SimilarImage[] {
  if (sort === "alike") return matches;
  const pixels = ({ width, height }: SimilarImage) => width * height;
  return matches.toSorted((a, b) =>
    sort === "largest"
      ? pixels(b) - pixels(a)
      : quietName(a).localeCompare(quietName(b), "en", { numeric: true }),
  );
}
