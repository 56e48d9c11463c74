import type { AppLoadContext } from "@remix-run/node";
import type { LoginOrigin } from "./admin-access";
import { requireSameOrigin } from "./same-origin";

/** Where a login comes from. Throws a 403 for a form of another site. */
export function loginOrigin(request: Request, { client }: AppLoadContext): LoginOrigin {
  requireSameOrigin(request);
  return { address: client.address ?? undefined, secure: client.protocol === "https" };
}

/** What to do after too many tries. */
export function waitThen(seconds: number, what: string): string {
  const minutes = Math.ceil(seconds / 60);
  return `Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`}, then ${what}.`;
}

/** A path of the admin's pages; anything else is their start. */
export function nextPath(value: unknown): string {
  if (typeof value !== "string" || !/^\/admin(?:[/?]|$)/.test(value)) return "/admin";
  return /^\/admin\/(?:login|logout|link)/.test(value) ? "/admin" : value;
}
