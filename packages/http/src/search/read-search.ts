import type { SearchQuery } from "@revimg/core";
import type { z } from "zod";
import { type FieldValues, readField } from "../schemas/field.js";
import { searchFields } from "../schemas/search-request.js";
import type { SourceFolders } from "../source-folders.js";
import { unknownName } from "../unknown-name.js";
import type { FormFiles } from "./form-files.js";
import { parseRegion } from "./parse-region.js";
import { given, toPart, unknownNameIn } from "./query-part.js";
import { filterFromWire } from "./search-filter.js";

type SearchFields = typeof searchFields;

export const searchOptions = Object.keys(searchFields);

/**
 * A search from the fields of the form, else from the query of the URL, and from the
 * pictures that were sent. Throws `invalid_input` with the option's name and what was
 * expected.
 */
export function readSearch(
  search: URLSearchParams,
  fields: ReadonlyMap<string, string>,
  files: FormFiles,
  folders: SourceFolders,
): SearchQuery {
  for (const name of fields.keys()) {
    if (!searchOptions.includes(name)) {
      throw unknownName("A search", name, [...searchOptions, "image"]);
    }
  }
  const get = <Name extends keyof SearchFields>(name: Name) => read(name, search, fields);
  const [filter, region, query, negative] = [
    ...([get("filter"), get("region")] as const),
    ...([get("query"), get("negative")] as const),
  ];
  const asked = {
    ...given({ url: get("url"), text: get("text"), id: get("id") }),
    ...given({ limit: get("limit"), cursor: get("cursor"), cutoff: get("cutoff") }),
    ...given({ minSimilarity: get("min_similarity"), copies: get("copies") }),
    ...given({ collapse: get("collapse") }),
    ...(filter !== undefined && { filter: filterFromWire(filter, folders) }),
    ...(region !== undefined && { region: parseRegion(region) }),
    // In a list, a part names its picture.
    ...(query === undefined && files.has("image") && { image: files.take("image") }),
    ...(query && { query: query.map((each) => toPart(each, files)) }),
    ...(negative && { negative: [negative].flat().map((each) => toPart(each, files)) }),
  };
  files.requireAllTaken();
  return asked;
}

function read<Name extends keyof SearchFields>(
  name: Name,
  query: URLSearchParams,
  fields: ReadonlyMap<string, string>,
): FieldValues<SearchFields>[Name] {
  const text = fields.get(name) ?? query.get(name);
  if (text === null) return undefined;
  const isParts = name === "query" || name === "negative";
  const explain = (value: unknown) => (isParts ? unknownNameIn(name, value) : undefined);
  return readField<z.ZodType>(name, searchFields[name], text, explain) as never;
}
