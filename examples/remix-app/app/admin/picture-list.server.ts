import type { FilterRequest, ListRequest } from "@revimg/http/client";
import { wordsIn } from "./outcome.server";

/** Fields of the form above the list, as they stand in the address. */
export interface ListFields {
  tag: string;
  domain: string;
  since: string;
  until: string;
  sort: string;
}

export const sorts = {
  newest: { sort: "date", order: "descending" },
  oldest: { sort: "date", order: "ascending" },
  name: { sort: "name", order: "ascending" },
  largest: { sort: "size", order: "descending" },
  smallest: { sort: "size", order: "ascending" },
} as const satisfies Record<string, Pick<ListRequest, "sort" | "order">>;

export function fieldsOf(parameters: URLSearchParams): ListFields {
  const text = (name: string) => parameters.get(name)?.trim() ?? "";
  const sort = Object.hasOwn(sorts, text("sort")) ? text("sort") : "newest";
  return {
    ...{ tag: text("tag"), domain: text("domain") },
    ...{ since: text("since"), until: text("until"), sort },
  };
}

/** Null where nothing is asked for. */
export function filterOf({ tag, domain, since, until }: ListFields): FilterRequest | null {
  const tags = wordsIn(tag);
  const created = { ...(since && { gte: since }), ...(until && { lt: dayAfter(until) }) };
  const filter: FilterRequest = {
    ...(tags.length > 0 && { tags }),
    ...(domain && { domain }),
    ...(Object.keys(created).length > 0 && { created_at: created }),
  };
  return Object.keys(filter).length > 0 ? filter : null;
}

/** The last day counts too. What is no day is for the API to refuse. */
function dayAfter(day: string): string {
  const start = Date.parse(day);
  return Number.isNaN(start) ? day : new Date(start + 86_400_000).toISOString().slice(0, 10);
}
