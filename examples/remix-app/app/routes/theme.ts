import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { writeTheme } from "~/lib/theme.server";

/** Remembers the chosen theme, then goes back to the page that asked. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const form = await request.formData();
  const theme = form.get("theme") === "dark" ? "dark" : "light";
  const back = new URL(request.headers.get("referer") ?? "/", request.url);
  return redirect(back.pathname + back.search, {
    headers: { "set-cookie": await writeTheme(theme) },
  });
}

export function loader(): Response {
  return redirect("/");
}
