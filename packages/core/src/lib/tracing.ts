import { channel, tracingChannel } from "node:diagnostics_channel";

/**
 * Traces on `node:diagnostics_channel`: `tracing:revimg:index:start`, `…:asyncEnd`,
 * `…:error` and so on. The names are `index` (a batch written), `search`, `embed` (a
 * batch through the model) and `store` (one call of a store). Each message carries the
 * call's `details`: names and counts, never pictures, vectors or credentials.
 * `revimg:cache` is an ordinary channel: `{ kind, outcome }` for each look into the
 * cache.
 */
const channels = {
  index: tracingChannel("revimg:index"),
  search: tracingChannel("revimg:search"),
  embed: tracingChannel("revimg:embed"),
  store: tracingChannel("revimg:store"),
};

export function traced<T>(
  channel: keyof typeof channels,
  details: Record<string, string | number>,
  work: () => Promise<T>,
): Promise<T> {
  return channels[channel].tracePromise(work, { ...details });
}

const cacheChannel = channel("revimg:cache");

export function traceCache(look: {
  kind: "results" | "embeddings";
  outcome: "hits" | "shared" | "misses";
}): void {
  cacheChannel.publish(look);
}
