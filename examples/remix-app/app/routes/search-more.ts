import type { LoaderFunctionArgs } from "@remix-run/node";
import { problemResponse } from "~/lib/problem.server";
import { nextPage, problemIn } from "~/search/run-search.server";
import { readSearchAddress } from "~/search/search-address";

/** `/search/more?…&cursor=`: the matches after those that a page of `/search` has. */
export async function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
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
