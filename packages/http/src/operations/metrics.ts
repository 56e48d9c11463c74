import type { Revimg, RevimgStats } from "@revimg/core";
import { routePath } from "hono/route";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { TurnCounts } from "./fair-turns.js";
import { processMetrics } from "./process-metrics.js";
import type { RequestMiddleware } from "./request-facts.js";

export interface Metrics {
  /** Counts the requests. */
  middleware: RequestMiddleware;
  /** `GET /metrics`: all metrics in the text format of Prometheus. */
  answer(): Promise<Response>;
}

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

/** The metrics of one handler. Each handler counts for itself. */
export function createMetrics(revimg: Revimg, turns: readonly { counts: TurnCounts }[]): Metrics {
  const register = new Registry();
  const registers = [register];
  const requests = new Counter({
    ...{ name: "revimg_http_requests_total", help: "Requests that were answered.", registers },
    labelNames: ["method", "route", "status"],
  });
  const durations = new Histogram({
    ...{ name: "revimg_http_request_duration_seconds", registers, buckets: durationBuckets },
    help: "Seconds until the answer began.",
    labelNames: ["method", "route"],
  });
  const inFlight = new Gauge({
    ...{ name: "revimg_http_requests_in_flight", help: "Requests under way.", registers },
  });
  addTurns(registers, turns);
  const showStats = addStats(registers);
  return {
    async middleware(context, next) {
      const start = performance.now();
      inFlight.inc();
      try {
        await next();
      } finally {
        inFlight.dec();
      }
      const { method: asked } = context.req;
      const method = methods.has(asked) ? asked : "other";
      const path = routePath(context);
      // The path of a request that no route answers is the client's choice, without bounds.
      const route = path.includes("*") ? "none" : path;
      requests.inc({ method, route, status: context.res.status });
      durations.observe({ method, route }, (performance.now() - start) / 1000);
    },
    async answer() {
      // The server's own metrics matter most while its stores are out of order.
      showStats(await revimg.stats().catch(() => null));
      const text = `${await register.metrics()}\n${await processMetrics()}`;
      const headers = { "content-type": register.contentType, "cache-control": "no-store" };
      return new Response(text, { headers });
    },
  };
}

function addTurns(registers: Registry[], turns: readonly { counts: TurnCounts }[]): void {
  const sum = (name: keyof TurnCounts) =>
    turns.reduce((total, { counts }) => total + counts[name], 0);
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(value());
      },
    });
  gauge("revimg_searches_running", "Searches under way.", () => sum("running"));
  gauge("revimg_searches_waiting", "Searches that wait for their turn.", () => sum("waiting"));
  new Counter({
    ...{ name: "revimg_searches_refused_total", registers },
    help: "Searches refused because too many waited.",
    collect() {
      this.reset();
      this.inc(sum("refused"));
    },
  });
}

/** What the index says of itself; null: it did not answer. */
function addStats(registers: Registry[]): (stats: RevimgStats | null) => void {
  const up = new Gauge({
    ...{ name: "revimg_index_up", help: "1 if the index answered, else 0.", registers },
  });
  const images = new Gauge({
    ...{ name: "revimg_images", help: "Pictures in the index.", registers },
    labelNames: ["status"],
  });
  const lookups = new Counter({
    ...{ name: "revimg_search_cache_lookups_total", registers },
    help: "Looks into the cache of searches, since the index was opened.",
    labelNames: ["cache", "outcome"],
  });
  const bytes = new Gauge({
    ...{ name: "revimg_search_cache_bytes", help: "Size of the cache of searches.", registers },
  });
  return (stats) => {
    up.set(stats === null ? 0 : 1);
    if (stats === null) return;
    const { count, failed, pending, cache } = stats;
    for (const [status, value] of Object.entries({ indexed: count, failed, pending })) {
      images.set({ status }, value);
    }
    lookups.reset();
    for (const name of ["results", "embeddings"] as const) {
      const { hits, shared, misses } = cache[name];
      for (const [outcome, value] of Object.entries({ hit: hits, shared, miss: misses })) {
        lookups.inc({ cache: name, outcome }, value);
      }
    }
    bytes.set(cache.bytes);
  };
}
