import type { RevimgClient, SearchRequest } from "@revimg/http/client";
import { apiClient } from "~/lib/api-client";
import type { SearchContext } from "~/lib/app-context";
import { problemOfError } from "~/lib/problem-response";
import type { Answer, Found, NextPage } from "./answer";
import { describePictures } from "./describe-pictures";
import { filterRequest } from "./filters";
import type { SearchAddress } from "./search-address";
import { PartMissing, searchRequest, shrunk } from "./search-request";
import { sortMatches } from "./sort-matches";

interface RunOptions {
  origin: string;
  signal: AbortSignal;
}

const pageSize = 24;
/** A sorted answer has one page: this many of the nearest, in the order that was asked for. */
const sortedSize = 200;
/** Copies come first among this many of the nearest. */
const copiesSize = 50;
/** Standard deviations above the mean from which a match counts as alike: the nearest 2 %. */
const alikeCutoff = 2;

/** Answers an address. Never rejects with what the API refuses: that is a problem to show. */
export async function runSearch(
  context: SearchContext,
  search: SearchAddress,
  { origin, signal }: RunOptions,
): Promise<Found> {
  const client = apiClient(context, origin);
  const unlikeParts = search.unlike.map((id) => ({ kind: "like" as const, id }));
  const described = Promise.all([
    describePictures(search.pictures, { client, context, signal }),
    describePictures(unlikeParts, { client, context, signal }),
  ]);
  const answered = searchRequest(search, context)
    .then((request) => ask(client, request, search, { context, signal }))
    .then((answer) => ({ answer, problem: null }))
    .catch((error: unknown) => ({ answer: null, problem: problemIn(error) }));
  const [[pictures, unlike], outcome] = await Promise.all([described, answered]);
  return { search, pictures, unlike, ...outcome };
}

/** The page after a cursor. Rejects with `RequestError` or `PartMissing`. */
export async function nextPage(
  context: SearchContext,
  search: SearchAddress,
  { cursor, origin, signal }: RunOptions & { cursor: string },
): Promise<NextPage> {
  const request = await searchRequest(search, context);
  const filter = filterRequest(search.filters);
  const asked = { ...request, ...(filter && { filter }), limit: pageSize, cursor };
  const { similar_images, next_cursor } = await apiClient(context, origin).search(asked, {
    signal,
  });
  return { similar_images: withoutQuery(similar_images, search), next_cursor };
}

export function problemIn(error: unknown) {
  return error instanceof PartMissing ? error.problem : problemOfError(error);
}

async function ask(
  client: RevimgClient,
  request: SearchRequest,
  search: SearchAddress,
  { context: { shrink }, signal }: { context: SearchContext; signal: AbortSignal },
): Promise<Answer> {
  const { filters, sort } = search;
  const filter = filterRequest(filters);
  const limit = sort !== "alike" ? sortedSize : filters.copies ? copiesSize : pageSize;
  const look = shrink ? await shrunk(request, shrink) : request;
  // The same query three times costs one embedding and one look at the copies.
  const [found, chance, near] = await Promise.all([
    client.search({ ...request, ...(filter && { filter }), limit }, { signal }),
    client.search({ ...look, limit: 1, cutoff: "auto" }, { signal }),
    client.search({ ...look, limit: 1, cutoff: alikeCutoff }, { signal }),
  ]);
  const others = withoutQuery(found.similar_images, search);
  const matches = filters.copies ? others.filter(({ tier }) => tier !== "similar") : others;
  const hasPages = sort === "alike" && !filters.copies;
  return {
    matches: sortMatches(matches, sort),
    nextCursor: hasPages ? found.next_cursor : null,
    alikeFrom: near.min_similarity,
    standsOut: chance.similar_images.length > 0,
    keywords: found.keyword_details,
    truncated: found.truncated,
  };
}

/** Pictures that were asked with, or that matches should be unlike, are no finds. */
function withoutQuery<T extends { id: string }>(matches: T[], search: SearchAddress): T[] {
  const asked = search.pictures.filter(({ kind }) => kind === "like").map(({ id }) => id);
  const hidden = new Set([...asked, ...search.unlike]);
  return matches.filter(({ id }) => !hidden.has(id));
}
