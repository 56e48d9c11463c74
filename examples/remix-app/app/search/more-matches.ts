import type { SearchContext } from "~/lib/app-context";
import { problemResponse } from "~/lib/problem-response";
import { nextPage, problemIn } from "./run-search";
import { readSearchAddress } from "./search-address";

/** Answers `/search/more?…&cursor=`: the matches after those that a page of `/search` has. */
export async function moreMatches(request: Request, context: SearchContext): Promise<Response> {
  const { origin, searchParams } = new URL(request.url);
  const search = readSearchAddress(searchParams);
  const cursor = searchParams.get("cursor") ?? "";
  try {
    return Response.json(
      await nextPage(context, search, { cursor, origin, signal: request.signal }),
    );
  } catch (error) {
    return problemResponse(problemIn(error));
  }
}
