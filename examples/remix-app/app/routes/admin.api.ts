import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { requireSameOrigin } from "~/admin/same-origin";

/**
 * The API below `/api` once more, for the scripts of the admin's pages: the session stands
 * for a key. Uploads pass through without being held.
 */
async function answer({ request, context }: LoaderFunctionArgs): Promise<Response> {
  requireSameOrigin(request);
  const session = await context.admin.session(request.headers.get("cookie"));
  if (session === null) return ended();
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/^\/admin\/api/, "/api");
  return context.admin.api(new Request(url, request));
}

function ended(): Response {
  const detail = "Your session has ended. Log in again at /admin/login.";
  const problem = { type: "urn:revimg:error:unauthorized", title: "Logged out", status: 401 };
  return Response.json(
    { ...problem, detail, code: "unauthorized" },
    { status: 401, headers: { "content-type": "application/problem+json" } },
  );
}

export const loader = answer;
export const action: (args: ActionFunctionArgs) => Promise<Response> = answer;
