import { RevimgError } from "@revimg/core";
import { InvalidArgumentError } from "commander";
import type { SearchCommandOptions } from "./commands/search.js";

export type WireFilter = Record<string, unknown>;

/** A parser of `--filter`: an object as JSON in the words of the wire; what its parts may be is checked by the search. */
export function parseFilterOption(text: string): WireFilter {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as WireFilter;
  }
  throw new InvalidArgumentError(`It must be an object as JSON, such as '{"width":{"gte":800}}'.`);
}

/** The filter that the options of a search come to, as JSON in the words of the wire; undefined for none. */
export function filterOf({
  domain,
  tag,
  filter = {},
}: Pick<SearchCommandOptions, "domain" | "tag" | "filter">): string | undefined {
  const whole: WireFilter = { ...filter };
  if (domain && filter.domain !== undefined) {
    throw new RevimgError("invalid_input", "--domain and --filter both name a domain. Give one.");
  }
  if (domain) whole.domain = domain;
  if (tag) whole.tags = [filter.tags ?? [], tag].flat();
  return Object.keys(whole).length > 0 ? JSON.stringify(whole) : undefined;
}
