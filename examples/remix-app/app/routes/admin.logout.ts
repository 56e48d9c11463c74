import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { requireSameOrigin } from "~/admin/same-origin";

/** Ends the session on the server, so that a copy of the cookie opens nothing either. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  requireSameOrigin(request);
  const cookie = await context.admin.logout(request.headers.get("cookie"));
  return redirect("/admin/login", { headers: { "set-cookie": cookie } });
}

export function loader(): Response {
  return redirect("/admin");
}
