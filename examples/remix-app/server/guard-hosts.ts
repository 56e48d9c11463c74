import type { ReadClient } from "@revimg/http";
import type { MiddlewareHandler } from "hono";
import type { RequestConnection } from "./server-context";

/**
 * Refuses requests for other hosts than these (421): a page on the web can lead its own host
 * name to this machine, and would then read what the pages show. Undefined: every name is
 * answered.
 */
export function guardHosts(
  hosts: readonly string[] | undefined,
  readClient: ReadClient,
): MiddlewareHandler<{ Bindings: RequestConnection }> {
  const allowed = hosts && new Set(hosts.map((host) => host.toLowerCase()));
  return async (context, next) => {
    const host = readClient(context.req.raw, context.env).host?.replace(/:\d+$/, "");
    if (!allowed || (host !== undefined && allowed.has(host))) return next();
    const advice = "Whoever runs it can allow the name: server.hosts in the configuration.";
    return context.text(`This server does not answer for that host. ${advice}`, 421);
  };
}
