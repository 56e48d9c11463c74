import type { LoaderFunctionArgs } from "@remix-run/node";

/** How far indexing is, asked for by the page while it goes on. */
export async function loader({ context }: LoaderFunctionArgs): Promise<Response> {
  return Response.json(await context.snapshot(), { headers: { "cache-control": "no-store" } });
}
