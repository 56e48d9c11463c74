import { RevimgError, type SearchQuery } from "@revimg/core";
import { readBody } from "../read-body.js";
import { jsonSearchSchema } from "../schemas/search-request.js";
import type { SourceFolders } from "../source-folders.js";
import { FormFiles } from "./form-files.js";
import { given, toPart, unknownNameIn } from "./query-part.js";
import { filterFromWire } from "./search-filter.js";

/** Room for several vectors of 4,096 numbers as text, and a filter. */
const maxBytes = 1024 * 1024;

const form =
  '{ "url": "https://…" } or { "text": "…" } or { "id": "…" } or { "vector": [0.1, …], "model": "<id of the model that made it>" }, with "limit" and other options beside it; pictures are posted as multipart/form-data';

/** Reads a search that sends no picture. Rejects with `invalid_input`. */
export async function readJsonSearch(
  request: Request,
  folders: SourceFolders,
): Promise<SearchQuery> {
  const { search } = new URL(request.url);
  if (search !== "") throw beside(search);
  const body = parse(await readBody(request, { maxBytes }));
  refuseNames(body);
  const parsed = jsonSearchSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join(".") || "The body";
    throw new RevimgError("invalid_input", `${place}: ${issue?.message}. A search is ${form}.`);
  }
  const { query, negative, min_similarity: minSimilarity, filter, ...rest } = parsed.data;
  const { limit, cursor, cutoff, copies, collapse, ...content } = rest;
  const files = new FormFiles();
  return {
    ...toPart(content, files),
    ...given({ limit, cursor, cutoff, copies, collapse, minSimilarity }),
    ...(query && { query: query.map((each) => toPart(each, files)) }),
    ...(negative && { negative: [negative].flat().map((each) => toPart(each, files)) }),
    ...(filter && { filter: filterFromWire(filter, folders) }),
  };
}

/** A misspelt name is reported before a wrong value. */
function refuseNames(body: unknown): void {
  const { query, negative } = Object(body) as { query?: unknown; negative?: unknown };
  const unknown = Array.isArray(body)
    ? undefined
    : (unknownNameIn("The search", body, Object.keys(jsonSearchSchema.shape)) ??
      unknownNameIn("query", query) ??
      unknownNameIn("negative", negative));
  if (unknown !== undefined) throw new RevimgError("invalid_input", unknown);
}

function beside(search: string): RevimgError {
  const [name = ""] = new URLSearchParams(search).keys();
  return new RevimgError(
    "invalid_input",
    `A search as JSON has all it asks for in its body. Put ${JSON.stringify(name.slice(0, 40))} there, not into the address.`,
  );
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new RevimgError("invalid_input", `The body is not JSON. A search is ${form}.`, { cause });
  }
}
