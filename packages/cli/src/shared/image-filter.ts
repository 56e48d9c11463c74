import { type ImageFilter, RevimgError } from "@revimg/core";
import { parseFilter } from "@revimg/http/wire";
import type { FilterOptions, WireFilter } from "./filter-options.js";

/**
 * The filter of all options together, as JSON with the names of the wire. Undefined
 * if there is none.
 */
export function filterOf({ domain, tag, filter = {} }: FilterOptions): string | undefined {
  const whole: WireFilter = { ...filter };
  if (domain && filter.domain !== undefined) {
    throw new RevimgError("invalid_input", "--domain and --filter both name a domain. Give one.");
  }
  if (domain) whole.domain = domain;
  if (tag) whole.tags = [filter.tags ?? [], tag].flat();
  return Object.keys(whole).length > 0 ? JSON.stringify(whole) : undefined;
}

/** The same in the words of core. */
export function imageFilterOf(options: FilterOptions): ImageFilter | undefined {
  const filter = filterOf(options);
  const { folder } = options;
  if (filter === undefined && folder === undefined) return undefined;
  return { ...(filter && parseFilter(filter)), ...(folder && { folder }) };
}
