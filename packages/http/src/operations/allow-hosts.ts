import { RevimgError } from "@revimg/core";
import { createProblem, problemResponse } from "../problem.js";
import type { RequestMiddleware } from "./request-facts.js";

const namePattern = /^([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])$/i;

/**
 * Refuses requests for other hosts than these (421). A page on the web can lead its own
 * host name to this machine, and then its requests are of the same origin; only `Host`
 * shows it. Throws `invalid_config` for what is no host name.
 */
export function allowHosts(hosts: readonly string[]): RequestMiddleware {
  for (const host of hosts) {
    if (typeof host === "string" && namePattern.test(host)) continue;
    throw new RevimgError(
      "invalid_config",
      `hosts is a list of names without a port, such as "photos.example" or "[::1]"; ${JSON.stringify(host)} is none.`,
    );
  }
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  return async (context, next) => {
    const host = context.get("client").host?.replace(/:\d+$/, "");
    if (host !== undefined && allowed.has(host)) return next();
    const detail =
      "This server does not answer for that host. Ask whoever runs it to allow the name.";
    return problemResponse(createProblem("unsupported", detail, 421));
  };
}
