import type { Page, PageRequest } from "../vector-store.js";
import type { Numbered } from "./memory.js";

/**
 * The entries after the previous page, in the order of their numbers. A page goes by a
 * number and not by a count: so it stays right when earlier entries are deleted.
 */
export function pageOf<T>(
  entries: ReadonlyMap<string, Numbered<T>>,
  { after, pageSize }: PageRequest,
  isWanted: (entry: T) => boolean = () => true,
): Page {
  const start = after === null ? 0 : Number(after);
  const ids: string[] = [];
  let last = start;
  for (const [id, entry] of entries) {
    if (entry.number <= start || !isWanted(entry)) continue;
    if (ids.length === pageSize) return { ids, next: String(last) };
    ids.push(id);
    last = entry.number;
  }
  return { ids, next: null };
}
