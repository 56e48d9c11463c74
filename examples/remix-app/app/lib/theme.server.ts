import { createCookie } from "@remix-run/node";
import type { Theme } from "./theme";

const oneYearSeconds = 31_536_000;
const cookie = createCookie("theme", { path: "/", sameSite: "lax", maxAge: oneYearSeconds });

/** The theme that was chosen, or null to follow the system. */
export async function readTheme(request: Request): Promise<Theme | null> {
  const value: unknown = await cookie.parse(request.headers.get("cookie"));
  return value === "light" || value === "dark" ? value : null;
}

export function writeTheme(theme: Theme): Promise<string> {
  return cookie.serialize(theme);
}
