import type { AppLoadContext } from "@remix-run/node";
import type { LoginOrigin } from "./admin-access";
import { requireSameOrigin } from "./same-origin";

/** Where a login comes from. Throws a 403 for a form of another site. */
export function loginOrigin(request: Request, { client }: AppLoadContext): LoginOrigin {
  requireSameOrigin(request);
  return { address: client.address ?? undefined, secure: client.protocol === "https" };
}

/** Why a login is refused without being looked at, and when to try again. */
export function tooManyTries(afterSeconds: number, what: string): string {
  const minutes = Math.ceil(afterSeconds / 60);
  return `There were too many tries. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`}, then ${what}.`;
}

/** A path of the admin's pages; anything else is their start. */
export function nextPath(value: unknown): string {
  if (typeof value !== "string" || !/^\/admin(?:[/?]|$)/.test(value)) return "/admin";
  return /^\/admin\/(?:login|logout|link)/.test(value) ? "/admin" : value;
}
