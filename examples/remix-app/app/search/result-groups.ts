import type { SimilarImage } from "@revimg/http/client";

export interface ResultGroups {
  /** The same picture, as it is or changed. */
  same: SimilarImage[];
  alike: SimilarImage[];
  /** Nearest of what is left, and far from alike. */
  hardly: SimilarImage[];
}

interface Measured {
  /** Null: nothing was measured, and all count as alike. */
  alikeFrom: number | null;
  standsOut: boolean;
}

/** Matches by how much they promise. Each group keeps the order of the answer. */
export function groupMatches(
  matches: readonly SimilarImage[],
  { alikeFrom, standsOut }: Measured,
): ResultGroups {
  const groups: ResultGroups = { same: [], alike: [], hardly: [] };
  const hasCopy = matches.some(({ tier }) => tier !== "similar");
  for (const match of matches) {
    if (match.tier !== "similar") groups.same.push(match);
    else if (alikeFrom === null) groups.alike.push(match);
    else if ((standsOut || hasCopy) && match.similarity >= alikeFrom) groups.alike.push(match);
    else groups.hardly.push(match);
  }
  return groups;
}
