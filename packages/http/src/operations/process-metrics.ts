import { collectDefaultMetrics, Registry } from "prom-client";

/** Gauges with names of counters. Prometheus's own linter refuses them. */
const misnamed = [
  "nodejs_active_handles_total",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
];

let registry: Registry | undefined;

/**
 * Metrics of this process: memory, CPU, delay of the event loop, garbage collection.
 * There is one registry for all handlers, as its observers can't be stopped. It is made
 * for the first who asks.
 */
export function processMetrics(): Promise<string> {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
    for (const name of misnamed) registry.removeSingleMetric(name);
  }
  return registry.metrics();
}
