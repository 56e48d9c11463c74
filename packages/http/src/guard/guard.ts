import { RevimgError } from "@revimg/core";
import type { MiddlewareHandler } from "hono";
import type { ServedIndex } from "../collections/served-index.js";
import { allows, type Scope } from "./access-key.js";
import type { Caller, GuardVariables } from "./identify.js";
import { foreignKey, missingKey, narrowKey, opens, refusedKey } from "./refusals.js";

/** What may be had without a key. Adding, changing, removing and keys never may. */
export interface Access {
  /** Searching, listing and seeing pictures. Default `"open"`. */
  read?: "open" | "key";
  /** `GET /metrics`, with a key for reading. Default `"key"`. */
  metrics?: "open" | "key";
}

/** What a route asks for: a scope, or `metrics`, which has a rule of its own. */
export type RouteScope = Scope | "metrics";

/** Makes the middleware of a route: it lets through who may use the route. */
export type Guard = (
  scope: RouteScope,
) => MiddlewareHandler<{ Variables: GuardVariables & { index: ServedIndex } }>;

/** Throws `invalid_config` for an access that there is not. */
export function createGuard({ read = "open", metrics = "key", ...others }: Access = {}): Guard {
  check("read", read);
  check("metrics", metrics);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new RevimgError("invalid_config", `access has no ${unknown}; it has read and metrics.`);
  }
  const open: ReadonlySet<RouteScope> = new Set([
    ...(read === "open" ? ["read" as const] : []),
    ...(metrics === "open" ? ["metrics" as const] : []),
  ]);
  return (scope) => async (context, next) => {
    const { name } = context.get("index");
    const refusal = refuse(context.get("caller"), name, { scope, isOpen: open.has(scope) });
    if (refusal !== null) return refusal;
    await next();
    if (!open.has(scope)) keepPrivate(context.res.headers);
  };
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
