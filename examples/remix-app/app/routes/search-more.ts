import type { LoaderFunctionArgs } from "@remix-run/node";
import { moreMatches } from "~/search/more-matches";

export function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  return moreMatches(request, context);
}
