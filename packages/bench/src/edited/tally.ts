import type { SearchResult } from "@revimg/core";
import { isSamePicture } from "./same-pictures.js";

/** What searches for known pictures came to. */
export interface Tally {
  queries: number;
  /** Answers whose first match is the original. */
  first: number;
  /** Answers that call the original `exact` or `edited`. */
  told: number;
  /** Matches that are other pictures than the original. */
  others: number;
  /** Those of them that are called `exact` or `edited`: `<query's id> = <match's id>`. */
  mistaken: string[];
}

export function tallyOf(original: string, { matches }: Pick<SearchResult, "matches">): Tally {
  const others = matches.filter(({ id }) => !isSamePicture(original, id));
  const mistaken = others.filter(({ tier }) => tier !== "similar");
  const found = matches.find(({ id }) => id === original);
  return {
    queries: 1,
    first: matches[0]?.id === original ? 1 : 0,
    told: found && found.tier !== "similar" ? 1 : 0,
    others: others.length,
    mistaken: mistaken.map(({ id }) => `${original} = ${id}`),
  };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = (key: "queries" | "first" | "told" | "others") =>
    tallies.reduce((total, tally) => total + tally[key], 0);
  return {
    queries: sum("queries"),
    first: sum("first"),
    told: sum("told"),
    others: sum("others"),
    mistaken: tallies.flatMap(({ mistaken }) => mistaken),
  };
}
