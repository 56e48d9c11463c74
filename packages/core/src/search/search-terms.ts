import type { CopySearch, SearchQuery } from "../api/search-query.js";
import { refuse } from "../lib/call-arguments.js";
import { RevimgError } from "../lib/errors.js";
import { type StoreFilter, toStoreFilter } from "../stores/filter.js";
import { type Cursor, decodeCursor } from "./cursor.js";
import { type Cutoff, checkCutoff } from "./cutoff.js";
import { maxDepth } from "./find-page.js";

/** The terms of a query beside what it looks for. As JSON they are part of the cache's key. */
export interface SearchTerms {
  limit: number;
  minSimilarity: number | null;
  cutoff: Cutoff;
  after: Cursor | null;
  filter: StoreFilter | undefined;
  copies: CopySearch;
  collapse: boolean;
}

/** Checks the terms and fills in the defaults. Throws `invalid_input` with the name of what is wrong. */
export function readTerms({
  limit = 20,
  minSimilarity,
  cutoff = false,
  cursor,
  filter,
  copies = "near",
  collapse = false,
}: SearchQuery): SearchTerms {
  requireInRange("limit", limit, 1, maxDepth, Number.isInteger(limit));
  if (minSimilarity !== undefined) requireInRange("minSimilarity", minSimilarity, -1, 1);
  checkCutoff(cutoff);
  if (copies !== "near" && copies !== "thorough") {
    refuse('copies must be "near" or "thorough".', "copies");
  }
  if (typeof collapse !== "boolean") refuse("collapse must be true or false.", "collapse");
  return {
    limit,
    minSimilarity: minSimilarity ?? null,
    cutoff,
    after: cursor === undefined ? null : decodeCursor(cursor),
    filter: filter === undefined ? undefined : toStoreFilter(filter),
    copies,
    collapse,
  };
}

function requireInRange(name: string, value: unknown, least: number, most: number, valid = true) {
  if (valid && typeof value === "number" && value >= least && value <= most) return;
  const given = typeof value === "string" ? `the text ${JSON.stringify(value)}` : String(value);
  const kind = name === "limit" ? "a whole number" : "a number";
  throw new RevimgError(
    "invalid_input",
    `${name} must be ${kind} from ${least} to ${most}, not ${given.slice(0, 40)}.`,
    { details: { option: name } },
  );
}
