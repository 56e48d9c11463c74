import type { MiddlewareHandler } from "hono";
import type { AccessKey, Scope } from "./access-key.js";
import type { AccessKeys } from "./access-keys.js";

/** Who asks with a key. */
export interface KnownCaller {
  kind: "key";
  key: AccessKey;
  /** Name of the index that keeps the key; null for the server's own one without a name. */
  keptBy: string | null;
}

/** Who asks. */
export type Caller =
  /** Nobody, or somebody whose credentials are for another server in front of this one. */
  | { kind: "anonymous" }
  | KnownCaller
  /** The text sent as a key is none, or none any more. */
  | { kind: "refused" }
  /** The keys could not be read. */
  | { kind: "unknown"; error: unknown };

/** What the middleware of this folder tells the routes. */
export interface GuardVariables {
  caller: Caller;
}

/** The part of a connection that tells who asks. */
interface GuardBindings {
  vouchedScopes?: readonly Scope[] | undefined;
}

/**
 * Reads `Authorization: Bearer` (RFC 6750). It refuses nobody: a route may be open to all.
 * `keptBy` names the index that keeps the keys.
 */
export function identify(
  keys: AccessKeys,
  keptBy: string | null,
): MiddlewareHandler<{ Variables: GuardVariables; Bindings: GuardBindings }> {
  return async (context, next) => {
    const header = context.req.header("authorization");
    const vouched = header === undefined ? context.env?.vouchedScopes : undefined;
    const caller = vouched ? hostCaller(vouched, keptBy) : await readCaller(header, keys, keptBy);
    context.set("caller", caller);
    await next();
  };
}

/** The host vouches for whoever asks, so there is no key to look for. */
function hostCaller(scopes: readonly Scope[], keptBy: string | null): Caller {
  const key = { id: "host", label: "host", scopes: [...scopes], createdAt: 0, expiresAt: null };
  return { kind: "key", key: { ...key, collections: null, lastFour: "" }, keptBy };
}

export async function readCaller(
  header: string | undefined,
  keys: AccessKeys,
  keptBy: string | null,
): Promise<Caller> {
  const text = /^bearer +(\S+) *$/i.exec(header ?? "")?.[1];
  if (text === undefined || !text.startsWith("revimg_")) return { kind: "anonymous" };
  try {
    const key = await keys.find(text);
    return key === null ? { kind: "refused" } : { kind: "key", key, keptBy };
  } catch (error) {
    return { kind: "unknown", error };
  }
}
