import type { LoaderFunctionArgs } from "@remix-run/node";
import { searchLike } from "~/lib/similar.server";

/** `/similar/{id}?cursor=`: a search with a picture of the library, answered like `/api/search`. */
export function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const { origin, searchParams } = new URL(request.url);
  const cursor = searchParams.get("cursor");
  return searchLike(context, params.id ?? "", { origin, cursor, signal: request.signal });
}
