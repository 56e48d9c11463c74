import { RevimgError, type RevimgSettings } from "@revimg/core";
import type { Context, MiddlewareHandler, Next } from "hono";
import type { ServedIndex } from "../collections/served-index.js";
import { ImageLinks } from "../links/image-links.js";
import { linkOfRequest } from "../links/link-of-request.js";
import { allows, type Scope } from "./access-key.js";
import type { Caller, GuardVariables } from "./identify.js";
import { brokenLink, foreignKey, missingKey, narrowKey, opens, refusedKey } from "./refusals.js";

/** What may be had without a key. Adding, changing, removing and keys never may. */
export interface Access {
  /** Searching, listing and seeing pictures. Default `"open"`. */
  read?: "open" | "key";
  /** `GET /metrics`, with a key for reading. Default `"key"`. */
  metrics?: "open" | "key";
  /**
   * Where reading needs a key: seconds for which the addresses of pictures in answers work
   * without one, at least; half as long again at most. 0: they need a key. Default 3,600.
   */
  linkSeconds?: number;
}

/** What a route asks for: a scope, or `metrics`, which has a rule of its own. */
export type RouteScope = Scope | "metrics";

/** What the guard must know of a route. */
interface GuardedRoute {
  scope: RouteScope | null;
  takesLinks?: boolean;
}

/** Makes the middleware of a route: it lets through who may use the route. */
export type Guard = (
  route: GuardedRoute,
) => MiddlewareHandler<{ Variables: GuardVariables & { index: ServedIndex } }>;

/** The addresses that open pictures without a key; null where there are none. */
export function createLinks(
  settings: RevimgSettings,
  { read = "open", linkSeconds = 3_600 }: Access = {},
): ImageLinks | null {
  if (!Number.isSafeInteger(linkSeconds) || linkSeconds < 0 || linkSeconds > 604_800) {
    throw new RevimgError(
      "invalid_config",
      "access.linkSeconds must be a whole number of 0 to 604,800.",
    );
  }
  return read === "key" && linkSeconds > 0 ? new ImageLinks(settings, linkSeconds) : null;
}

/** Throws `invalid_config` for an access that there is not. */
export function createGuard(access: Access = {}, links: ImageLinks | null = null): Guard {
  const { read = "open", metrics = "key", linkSeconds: _, ...others } = access;
  check("read", read);
  check("metrics", metrics);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new RevimgError(
      "invalid_config",
      `access has no ${unknown}; it has read, metrics and linkSeconds.`,
    );
  }
  const open: ReadonlySet<RouteScope> = new Set([
    ...(read === "open" ? ["read" as const] : []),
    ...(metrics === "open" ? ["metrics" as const] : []),
  ]);
  return ({ scope, takesLinks = false }) =>
    async (context, next) => {
      if (scope === null) return next();
      const { name } = context.get("index");
      if (takesLinks && links && context.get("caller").kind === "anonymous") {
        const signed = linkOfRequest(context.req, name);
        if (signed) {
          return openLink(context, next, await links.secondsLeft(signed.link, signed.signature));
        }
      }
      const refusal = refuse(context.get("caller"), name, { scope, isOpen: open.has(scope) });
      if (refusal !== null) return refusal;
      await next();
      if (!open.has(scope)) keepPrivate(context.res.headers);
    };
}

/** The link opens the picture; no cache may show it for longer than that. */
async function openLink(
  context: Context,
  next: Next,
  secondsLeft: number | null,
): Promise<Response | undefined> {
  if (secondsLeft === null) return brokenLink();
  await next();
  const { headers, status } = context.res;
  // The address at a store has a time of its own.
  if (status < 400 && status !== 302) {
    headers.set("cache-control", `private, max-age=${secondsLeft}`);
  }
  return undefined;
}

function refuse(
  caller: Caller,
  index: string | null,
  { scope, isOpen }: { scope: RouteScope; isOpen: boolean },
): Response | null {
  if (caller.kind === "unknown" && !isOpen) throw caller.error;
  // A client that sends a wrong key to an open route must hear of it: it expects to be known.
  if (caller.kind === "refused") return refusedKey();
  if (caller.kind === "key" && !opens(caller, index)) return foreignKey();
  if (isOpen) return null;
  if (caller.kind !== "key") return missingKey();
  const wanted = scope === "metrics" ? "read" : scope;
  return allows(caller.key, wanted) ? null : narrowKey(wanted);
}

/** What a key opens must not come to others from a cache between. */
function keepPrivate(headers: Headers): void {
  const caching = headers.get("cache-control");
  if (caching?.includes("public")) {
    headers.set("cache-control", caching.replace("public", "private"));
  }
  headers.append("vary", "Authorization");
}

function check(name: string, value: unknown): void {
  if (value === "open" || value === "key") return;
  throw new RevimgError(
    "invalid_config",
    `access.${name} must be "open" or "key"; it is ${JSON.stringify(value)}.`,
  );
}
