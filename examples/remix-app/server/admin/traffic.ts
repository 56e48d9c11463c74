import type { TrafficSample } from "../../app/admin/admin-access";

/** What was counted since the server started. */
interface Counts {
  at: number;
  searches: number;
  failed: number;
  /** Searches that took at most so many seconds, by the bound. */
  buckets: Map<number, number>;
}

const sampleMs = 15_000;
/** One hour. */
const mostSamples = 240;

export interface TrafficOptions {
  /** The metrics in the text format of Prometheus. */
  read: () => Promise<string>;
  /** Default `Date.now`. */
  now?: () => number;
}

/** Reads the metrics again and again, and keeps what happened in between, for an hour. */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #samples: TrafficSample[] = [];
  #before: Counts | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TrafficOptions) {
    this.#options = options;
  }

  start(): void {
    void this.sample();
    this.#timer = setInterval(() => void this.sample(), sampleMs).unref();
  }

  /** The oldest first. */
  list(): TrafficSample[] {
    return [...this.#samples];
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async sample(): Promise<void> {
    const { read, now = Date.now } = this.#options;
    // While the server can't tell, there is nothing to keep.
    const text = await read().catch(() => null);
    if (text === null) return;
    const counts = countsIn(text, now());
    if (this.#before) this.#samples.push(between(this.#before, counts));
    if (this.#samples.length > mostSamples) this.#samples.shift();
    this.#before = counts;
  }
}

function countsIn(text: string, at: number): Counts {
  const counts: Counts = { at, searches: 0, failed: 0, buckets: new Map() };
  for (const [, name, labels = "", value] of text.matchAll(/^(revimg_http_\w+)\{(.*)\} (\S+)$/gm)) {
    const route = /route="([^"]*)"/.exec(labels)?.[1] ?? "";
    if (name === "revimg_http_requests_total" && /status="5/.test(labels)) {
      counts.failed += Number(value);
    }
    if (!route.endsWith("/search")) continue;
    if (name === "revimg_http_requests_total") counts.searches += Number(value);
    if (name !== "revimg_http_request_duration_seconds_bucket") continue;
    const bound = Number(/le="([^"]*)"/.exec(labels)?.[1]?.replace("+Inf", "Infinity"));
    counts.buckets.set(bound, (counts.buckets.get(bound) ?? 0) + Number(value));
  }
  return counts;
}

function between(before: Counts, after: Counts): TrafficSample {
  const minutes = Math.max(1, after.at - before.at) / 60_000;
  const within = [...after.buckets]
    .map(([bound, count]) => ({ bound, count: count - (before.buckets.get(bound) ?? 0) }))
    .sort((one, other) => one.bound - other.bound);
  return {
    at: after.at,
    searchesPerMinute: (after.searches - before.searches) / minutes,
    medianMs: quantile(within, 0.5),
    slowMs: quantile(within, 0.95),
    failed: after.failed - before.failed,
  };
}

/** As Prometheus' `histogram_quantile`: evenly spread within a bucket. */
function quantile(buckets: { bound: number; count: number }[], share: number): number | null {
  const all = buckets.at(-1)?.count ?? 0;
  if (all === 0) return null;
  const wanted = all * share;
  let [lower, below] = [0, 0];
  for (const { bound, count } of buckets) {
    if (count >= wanted && count > below) {
      const upper = Number.isFinite(bound) ? bound : lower;
      return 1000 * (lower + ((upper - lower) * (wanted - below)) / (count - below));
    }
    [lower, below] = [bound, count];
  }
  return 1000 * lower;
}
