import { Hono } from "hono";
import type { ServerContext } from "./server-context";

export interface Probes {
  /** Whether the server takes its leave: answers under way are finished, and no more should come. */
  isStopping(): boolean;
}

/**
 * What a balancer or a container asks. `/live`: the process answers. `/ready`: requests may
 * come, that is, the index is open, its stores answer and nobody has told the server to stop.
 * Neither waits for the index to open.
 */
export function probes(
  { snapshot, api }: Pick<ServerContext, "snapshot" | "api">,
  { isStopping }: Probes,
): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  });
  app.get("/live", (context) => context.json({ status: "ok" }));
  app.get("/ready", async (context) => {
    const { state } = (await snapshot()).status;
    const status = isStopping() ? "stopping" : state === "opening" ? "opening" : null;
    if (status !== null) return context.json({ status }, 503, { "retry-after": "1" });
    return api(new Request(new URL("/api/health/ready", context.req.url)), {});
  });
  return app;
}
