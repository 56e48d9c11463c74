import type { SimilarImage } from "@revimg/http/client";
import { quietName } from "./quiet-name";
import type { Sort } from "./search-address";

type Order = (a: SimilarImage, b: SimilarImage) => number;

const pixels = ({ width, height }: SimilarImage) => width * height;

const orders: Record<Exclude<Sort, "alike">, Order> = {
  newest: (a, b) => Date.parse(b.added_at) - Date.parse(a.added_at),
  largest: (a, b) => pixels(b) - pixels(a),
  name: (a, b) => quietName(a).localeCompare(quietName(b), "en", { numeric: true }),
};

/** The matches in an order; `alike` is the order of the answer. */
export function sortMatches(matches: SimilarImage[], sort: Sort): SimilarImage[] {
  return sort === "alike" ? matches : matches.toSorted(orders[sort]);
}
