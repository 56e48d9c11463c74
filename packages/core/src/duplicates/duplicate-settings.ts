import type { DuplicatesOptions } from "../api/duplicates.js";
import { decodeListCursor, encodeListCursor } from "../collection/list-cursor.js";
import { checkOptions, refuse } from "../lib/call-arguments.js";
import { toStoreFilter } from "../stores/filter.js";
import type { ListPlace } from "../stores/metadata-store.js";

/** The order in which pictures are looked at: each group comes with its newest picture. */
const order = { sort: "date", descending: true } as const;

const known: Record<keyof DuplicatesOptions, true> = {
  acrossFolders: true,
  otherSizes: true,
  sameColour: true,
  tiers: true,
  since: true,
  confirmed: true,
  limit: true,
  maxMs: true,
  cursor: true,
  signal: true,
};

export interface DuplicateSettings {
  acrossFolders: boolean;
  otherSizes: boolean;
  sameColour: boolean;
  tiers: readonly ("exact" | "edited")[];
  /** Milliseconds since 1970. */
  since: number | undefined;
  confirmed: boolean;
  limit: number;
  maxMs: number;
  after: ListPlace | null;
}

/** Checks the options of `duplicates()` and fills in the defaults. Throws `invalid_input`. */
export function readDuplicatesOptions(options: DuplicatesOptions): DuplicateSettings {
  checkOptions("duplicates()", options, Object.keys(known));
  const { tiers = ["exact", "edited"], since, limit, maxMs, cursor } = options;
  const flag = (name: "acrossFolders" | "otherSizes" | "sameColour" | "confirmed") => {
    const value: unknown = options[name] ?? false;
    if (typeof value !== "boolean") refuse(`${name} of duplicates() must be true or false.`, name);
    return value;
  };
  const areTiers = Array.isArray(tiers) && tiers.length > 0;
  if (!areTiers || !tiers.every((tier) => tier === "exact" || tier === "edited")) {
    refuse('tiers of duplicates() is a list of "exact" and "edited".', "tiers");
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= 10_000)) {
    refuse("limit of duplicates() must be a whole number from 1 to 10,000.", "limit");
  }
  if (maxMs !== undefined && !(typeof maxMs === "number" && maxMs >= 1)) {
    refuse("maxMs of duplicates() must be a number of milliseconds, at least 1.", "maxMs");
  }
  return {
    acrossFolders: flag("acrossFolders"),
    otherSizes: flag("otherSizes"),
    sameColour: flag("sameColour"),
    tiers,
    since: since === undefined ? undefined : timeOf(since),
    confirmed: flag("confirmed"),
    limit: limit ?? Number.POSITIVE_INFINITY,
    maxMs: maxMs ?? Number.POSITIVE_INFINITY,
    after: cursor === undefined ? null : decodeListCursor(cursor, order),
  };
}

/** The same texts and dates as in a filter. */
function timeOf(since: Date | number | string): number {
  return toStoreFilter({ createdAt: { gte: since } }).createdAt.gte!;
}

/** Where a run goes on after a picture. */
export function cursorAfter(place: ListPlace): string {
  return encodeListCursor({ ...order, place });
}
