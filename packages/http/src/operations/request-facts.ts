import { randomUUID } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { ServedIndex } from "../collections/served-index.js";
import type { GuardVariables } from "../guard/identify.js";
import { type Client, type Connection, networkOf, type ReadClient } from "./client.js";

/** What the middleware of this folder tells each other and the routes. */
export interface RequestVariables extends GuardVariables {
  /** Names the request in the answer, in problems and in logs. */
  requestId: string;
  /** Which index the request is for. Routes know it; what stands before them does not. */
  index: ServedIndex;
  client: Client;
}

export type RequestContext = Context<{ Variables: RequestVariables; Bindings: Connection }>;
export type RequestMiddleware = MiddlewareHandler<{
  Variables: RequestVariables;
  Bindings: Connection;
}>;

/** Puts an answer in place of another one. Hono would read both, and mix their headers. */
export function replaceAnswer(context: RequestContext, answer: Response): void {
  context.res = undefined;
  context.res = answer;
}

/** Tells who asks. A request id is taken over from the client when it is well formed. */
export function readFacts(readClient: ReadClient): RequestMiddleware {
  return async (context, next) => {
    const given = context.req.header("x-request-id") ?? "";
    context.set("requestId", /^[\w.=-]{1,128}$/.test(given) ? given : randomUUID());
    context.set("client", readClient(context.req.raw, context.env ?? {}));
    await next();
  };
}

/**
 * What counts as one client in limits: a key, else an address. Requests of which neither
 * is known are one client together.
 */
export function clientName(context: RequestContext): string {
  const caller = context.get("caller");
  if (caller?.kind === "key") return `key ${caller.key.id}`;
  const { address } = context.get("client");
  return `address ${address === null ? "unknown" : networkOf(address)}`;
}

/** A key may come into a path by mistake. Its id stays. */
export function withoutKeys(path: string): string {
  return path.replace(/(revimg_[0-9a-f]{12}_)[\w-]+/g, "$1…");
}
