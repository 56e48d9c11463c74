import { RevimgError, type SearchQuery } from "@revimg/core";
import { z } from "zod";
import { parseFilter } from "./search-filter.js";

const decimal = /^-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?$/i;

const options = {
  limit: {
    expected: "a whole number from 1 to 1000",
    schema: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(1).max(1000)),
  },
  cursor: {
    expected: "the next_cursor of an answer before",
    schema: z.string().min(1).max(512),
  },
  min_similarity: {
    expected: "a number from -1 to 1",
    schema: z.string().regex(decimal).transform(Number).pipe(z.number().min(-1).max(1)),
  },
  filter: {
    expected: "an object as JSON, at most 16,384 characters",
    schema: z.string().min(2).max(16_384),
  },
} as const;

/**
 * The options of a search from the form's fields, else from the URL's query.
 * Throws `invalid_input` with the option's name and what was expected.
 */
export function readSearchOptions(
  query: URLSearchParams,
  fields: ReadonlyMap<string, string>,
): Omit<SearchQuery, "image"> {
  const limit = read("limit", query, fields);
  const cursor = read("cursor", query, fields);
  const minSimilarity = read("min_similarity", query, fields);
  const filter = read("filter", query, fields);
  return {
    ...(filter !== undefined && { filter: parseFilter(filter) }),
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
    ...(minSimilarity !== undefined && { minSimilarity }),
  };
}

function read<Name extends keyof typeof options>(
  name: Name,
  query: URLSearchParams,
  fields: ReadonlyMap<string, string>,
): z.output<(typeof options)[Name]["schema"]> | undefined {
  const value = fields.get(name) ?? query.get(name);
  if (value === null) return undefined;
  const { schema, expected } = options[name];
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as z.output<(typeof options)[Name]["schema"]>;
  const shown = JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  throw new RevimgError("invalid_input", `${name} must be ${expected}; it is ${shown}.`, {
    details: { option: name },
  });
}
