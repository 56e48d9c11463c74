import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { createClient, type RevimgClient } from "@revimg/http/client";
import type { AdminSession } from "./admin-access";
import { throwProblem } from "./page-problem.server";
import { requireSameOrigin } from "./same-origin";

export interface AdminAsked extends LoaderFunctionArgs {
  /** The API as an admin: the same routes and schemas as over the network. */
  client: RevimgClient;
  session: AdminSession;
}

/**
 * A loader or action of the admin. Without a session it redirects to the login, and a change
 * that another site asks for is a 403; so whoever gets a client may use it. What the API
 * refuses becomes the page's problem.
 */
export function forAdmin<Result>(work: (asked: AdminAsked) => Promise<Result>) {
  return async (args: LoaderFunctionArgs | ActionFunctionArgs): Promise<Result> => {
    const { request, context } = args;
    const session = await requireSession(args).catch(throwProblem);
    const client = createClient({
      url: new URL("/api", request.url),
      retries: 0,
      fetch: (input, init) => context.admin.api(new Request(input, init)),
    });
    return work({ ...args, client, session }).catch(throwProblem);
  };
}

/** The session of a request. Throws a redirect to the login where there is none. */
async function requireSession({
  request,
  context,
}: Pick<LoaderFunctionArgs, "request" | "context">): Promise<AdminSession> {
  requireSameOrigin(request);
  const cookie = request.headers.get("cookie");
  const session = await context.admin.session(cookie);
  if (session) return session;
  const parameters = new URLSearchParams();
  if (context.admin.hasCookie(cookie)) parameters.set("ended", "1");
  const { pathname, search } = new URL(request.url);
  // What a form sent is lost; its page is where to begin again.
  const isForm = request.method !== "GET";
  if (pathname !== "/admin") parameters.set("next", isForm ? pathname : pathname + search);
  throw redirect(`/admin/login?${parameters}`);
}
