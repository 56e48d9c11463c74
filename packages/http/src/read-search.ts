import { RevimgError, type SearchQuery } from "@revimg/core";
import { z } from "zod";
import type { FormFiles } from "./form-files.js";
import {
  given,
  parseRegion,
  part,
  parts,
  toPart,
  unknownName,
  unknownNameIn,
} from "./query-part.js";
import { parseFilter } from "./search-filter.js";

const decimal = /^-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?$/i;

const options = {
  limit: {
    expected: "a whole number from 1 to 1000",
    schema: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(1).max(1000)),
  },
  cursor: {
    expected: "the next_cursor of an answer before",
    schema: z.string().min(1).max(200),
  },
  min_similarity: {
    expected: "a number from -1 to 1",
    schema: z.string().regex(decimal).transform(Number).pipe(z.number().min(-1).max(1)),
  },
  cutoff: {
    expected: "auto, false, or a number of standard deviations such as 2.5",
    schema: z.union([
      z.literal("auto"),
      z.literal("false").transform(() => false as const),
      z.string().regex(decimal).transform(Number),
    ]),
  },
  filter: {
    expected: "an object as JSON, at most 16,384 characters",
    schema: z.string().min(2).max(16_384),
  },
  region: { expected: "four numbers with commas between", schema: z.string().min(1).max(200) },
  url: { expected: "a web address", schema: z.string().min(1).max(8192) },
  text: { expected: "10,000 characters at most", schema: z.string().max(10_000) },
  id: { expected: "the id of an indexed picture", schema: z.string().min(1).max(512) },
  query: {
    expected: 'a list of parts as JSON, such as [{"image":"image"},{"text":"red","weight":0.5}]',
    schema: json(parts),
  },
  negative: {
    expected: 'a part, or a list of parts, as JSON, such as {"text":"red"}',
    schema: json(z.union([part, parts])),
  },
} as const;

export const searchOptions = Object.keys(options);

/** The message does not repeat the URL, as its query may be secret. */
const mayHoldAddresses: ReadonlySet<string> = new Set(["url", "query", "negative"]);

/** A text with JSON of this shape. */
function json<T>(shape: z.ZodType<T>) {
  return z.string().transform(parsedJson).pipe(shape);
}

/**
 * A search from the fields of the form, else from the query of the URL, and from the
 * pictures that were sent. Throws `invalid_input` with the option's name and what was
 * expected.
 */
export function readSearch(
  search: URLSearchParams,
  fields: ReadonlyMap<string, string>,
  files: FormFiles,
): SearchQuery {
  for (const name of fields.keys()) {
    if (!searchOptions.includes(name)) {
      throw unknownName("A search", name, [...searchOptions, "image"]);
    }
  }
  const get = <Name extends keyof typeof options>(name: Name) => read(name, search, fields);
  const [filter, region, query, negative] = [
    ...([get("filter"), get("region")] as const),
    ...([get("query"), get("negative")] as const),
  ];
  const asked = {
    ...given({ url: get("url"), text: get("text"), id: get("id") }),
    ...given({ limit: get("limit"), cursor: get("cursor"), cutoff: get("cutoff") }),
    ...given({ minSimilarity: get("min_similarity") }),
    ...(filter !== undefined && { filter: parseFilter(filter) }),
    ...(region !== undefined && { region: parseRegion(region) }),
    // In a list, a part names its picture.
    ...(query === undefined && files.has("image") && { image: files.take("image") }),
    ...(query && { query: query.map((each) => toPart(each, files)) }),
    ...(negative && { negative: [negative].flat().map((each) => toPart(each, files)) }),
  };
  files.requireAllTaken();
  return asked;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Refused by its schema.
    return undefined;
  }
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
  const isJson = name === "query" || name === "negative";
  const unknown = isJson ? unknownNameIn(name, parsedJson(value)) : undefined;
  if (unknown) throw new RevimgError("invalid_input", `${name} must be ${expected}. ${unknown}`);
  const shown = JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  const told = mayHoldAddresses.has(name) ? "" : `; it is ${shown}`;
  throw new RevimgError("invalid_input", `${name} must be ${expected}${told}.`, {
    details: { option: name },
  });
}
