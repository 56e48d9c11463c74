import type { SearchResponse } from "@revimg/http";
import { type Problem, problemOf, problemOfFailure } from "./problem";

/** A search that failed with something to show. */
export class SearchFailed extends Error {
  override readonly name = "SearchFailed";
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

export interface PageOptions {
  /** `next_cursor` of the page before. */
  cursor?: string;
  signal?: AbortSignal;
}

/** Searches with a file. Rejects with `SearchFailed`, or with the signal's reason. */
export function searchWithFile(file: File, options: PageOptions = {}): Promise<SearchResponse> {
  const body = new FormData();
  body.set("image", file);
  if (options.cursor !== undefined) body.set("cursor", options.cursor);
  return request("/api/search", { method: "POST", body, signal: options.signal });
}

/** Searches with a picture of the library. Rejects like `searchWithFile`. */
export function searchWithIndexed(id: string, options: PageOptions = {}): Promise<SearchResponse> {
  const query = options.cursor === undefined ? "" : `?cursor=${encodeURIComponent(options.cursor)}`;
  return request(`/similar/${encodeURIComponent(id)}${query}`, { signal: options.signal });
}

/** Searches with a picture that this server shows under an address. Rejects like the others. */
export async function searchWithAddress(
  url: string,
  options: PageOptions = {},
): Promise<SearchResponse> {
  const response = await answerOf(url, { signal: options.signal });
  return searchWithFile(new File([await response.blob()], "picture"), options);
}

async function request(url: string, init: RequestOptions): Promise<SearchResponse> {
  const response = await answerOf(url, init);
  return (await response.json()) as SearchResponse;
}

interface RequestOptions {
  method?: string;
  body?: FormData;
  signal: AbortSignal | undefined;
}

async function answerOf(url: string, init: RequestOptions): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: init.signal ?? null });
  } catch {
    if (init.signal?.aborted) throw init.signal.reason;
    throw new SearchFailed(problemOfFailure());
  }
  if (!response.ok) throw new SearchFailed(await problemOf(response));
  return response;
}
