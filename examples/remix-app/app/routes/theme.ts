import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { writeTheme } from "~/lib/theme.server";

/**
 * Remembers the chosen theme. A script stays where it is; a plain form goes back
 * to the page that it was on.
 */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const form = await request.formData();
  const theme = form.get("theme") === "dark" ? "dark" : "light";
  const headers = { "set-cookie": await writeTheme(theme) };
  const fromForm = request.headers.get("accept")?.includes("text/html") ?? false;
  if (!fromForm) return Response.json({ theme }, { headers });
  return redirect(pathOf(request.headers.get("referer")), { headers });
}

export function loader(): Response {
  return redirect("/");
}

/** The path of an address, never another host. */
function pathOf(address: string | null): string {
  if (address === null || !URL.canParse(address)) return "/";
  const { pathname, search } = new URL(address);
  return `/${pathname.replace(/^\/+/, "")}${search}`;
}
