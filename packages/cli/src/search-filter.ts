import { RevimgError } from "@revimg/core";
import { parseFilter } from "@revimg/http";
import type { SearchCommandOptions } from "./commands/search.js";

/** The filter that the options of a search come to, as JSON in the words of the wire; undefined for none. */
export function filterOf({
  domain,
  tag,
  filter,
}: Pick<SearchCommandOptions, "domain" | "tag" | "filter">): string | undefined {
  if (!domain && !tag && filter === undefined) return undefined;
  const given = filter === undefined ? {} : checked(filter);
  return JSON.stringify({ ...given, ...(domain && { domain }), ...(tag && { tags: tag }) });
}

function checked(filter: string): object {
  try {
    parseFilter(filter);
    return JSON.parse(filter) as object;
  } catch (cause) {
    throw new RevimgError(
      "invalid_input",
      `--filter must be an object as JSON, such as '{"width":{"gte":800}}'.`,
      { cause },
    );
  }
}
