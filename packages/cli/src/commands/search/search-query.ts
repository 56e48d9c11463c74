import { type QueryPart, RevimgError, type SearchQuery } from "@revimg/core";
import { parseFilter, parseRegion } from "@revimg/http/wire";
import { filterOf } from "../../shared/image-filter.js";
import type { Context } from "../../terminal/context.js";
import type { SearchCommandOptions } from "./options.js";
import { readPicture, toBlob } from "./read-picture.js";

/** One part of a query: a file or its bytes, or a URL, text or id. */
type Part = { picture: Uint8Array | string } | { url: string } | { text: string } | { id: string };

/** A search as the command line gives it. */
export interface AskedSearch {
  positives: Part[];
  negatives: Part[];
  options: SearchCommandOptions;
}

/** Reads what the arguments name. Rejects with `invalid_input` or `not_found`. */
export async function askedSearch(
  picture: string | undefined,
  options: SearchCommandOptions,
  context: Context,
): Promise<AskedSearch> {
  const texts = (list: string[] | undefined) => (list ?? []).map((text) => ({ text }));
  const ids = (list: string[] | undefined) => (list ?? []).map((id) => ({ id }));
  const pictures = async (names: readonly string[]) => {
    const parts: Part[] = [];
    for (const name of names) parts.push(await pictureOf(name, options, context));
    return parts;
  };
  const positives = [
    ...(await pictures(picture === undefined ? [] : [picture])),
    ...ids(options.id),
    ...texts(options.text),
  ];
  if (positives.length === 0) {
    throw new RevimgError(
      "invalid_input",
      "There is nothing to look for. Name a picture, --text or --id.\nUsage and examples: revimg search --help",
    );
  }
  const negatives = [
    ...(await pictures(options.negative ?? [])),
    ...ids(options.negativeId),
    ...texts(options.negativeText),
  ];
  return { positives, negatives, options };
}

async function pictureOf(
  name: string,
  options: SearchCommandOptions,
  context: Context,
): Promise<Part> {
  if (/^https?:\/\//i.test(name)) return { url: name };
  return { picture: await readPicture(name, options, context) };
}

/** The search for an index that is open here. */
export function toQuery({ positives, negatives, options }: AskedSearch): SearchQuery {
  const { limit, minSimilarity, cutoff, region, copies, collapse } = options;
  const filter = filterOf(options);
  const [first, ...others] = positives.map(toPart);
  const asked: QueryPart = { ...first, ...(region && { region: parseRegion(region) }) };
  return {
    ...(others.length === 0 ? asked : { query: [asked, ...others] }),
    ...(negatives.length > 0 && { negative: negatives.map(toPart) }),
    limit,
    ...(minSimilarity !== undefined && { minSimilarity }),
    ...(cutoff !== undefined && { cutoff }),
    ...(copies !== undefined && { copies }),
    ...(collapse && { collapse }),
    ...(filter !== undefined && { filter: parseFilter(filter) }),
  };
}

function toPart(part: Part): QueryPart {
  return "picture" in part ? { image: part.picture } : part;
}

/** The same as a form for `POST /search`, in the words of the wire. */
export async function toForm(
  { positives, negatives, options }: AskedSearch,
  signal: AbortSignal,
): Promise<FormData> {
  const { limit, minSimilarity, cutoff, region, copies, collapse } = options;
  const form = new FormData();
  const wirePart = async (part: Part) => {
    if (!("picture" in part)) return part;
    const image = `picture-${[...form.keys()].length}`;
    form.set(image, await toBlob(part.picture, signal), "picture");
    return { image };
  };
  const query: object[] = [];
  for (const part of positives) query.push(await wirePart(part));
  const negative: object[] = [];
  for (const part of negatives) negative.push(await wirePart(part));
  if (region !== undefined) query[0] = { ...query[0], region: parseRegion(region) };
  const filter = filterOf(options);
  form.set("query", JSON.stringify(query));
  if (negative.length > 0) form.set("negative", JSON.stringify(negative));
  form.set("limit", String(limit));
  if (minSimilarity !== undefined) form.set("min_similarity", String(minSimilarity));
  if (cutoff !== undefined) form.set("cutoff", String(cutoff));
  if (copies !== undefined) form.set("copies", copies);
  if (collapse) form.set("collapse", "true");
  if (filter !== undefined) form.set("filter", filter);
  return form;
}
