import { RevimgError } from "@revimg/core";

/** How long connections may take, and how many there may be. */
export interface ConnectionLimits {
  /** Milliseconds in which the head of a request must be here, from its connection on. Default 10,000. */
  headersTimeoutMs?: number;
  /**
   * Milliseconds in which a whole request must be here. Default 120,000: an upload of 25
   * MiB then needs a line of 1.8 Mbit/s.
   */
  requestTimeoutMs?: number;
  /**
   * Milliseconds for which a connection stays open between two requests. Default 65,000,
   * longer than the 60 s for which most proxies keep theirs: who closes first must be the
   * proxy, or it would send requests into closed connections.
   */
  keepAliveTimeoutMs?: number;
  /** More are closed at once. Default 10,000. */
  maxConnections?: number;
}

/** The limits as Node's server takes them. Throws `invalid_config` for what is no limit. */
export function connectionLimits(limits: ConnectionLimits = {}) {
  const defaults: Required<ConnectionLimits> = {
    ...{ headersTimeoutMs: 10_000, requestTimeoutMs: 120_000 },
    ...{ keepAliveTimeoutMs: 65_000, maxConnections: 10_000 },
  };
  const all = { ...defaults, ...limits };
  for (const [name, value] of Object.entries(all)) {
    if (Object.hasOwn(defaults, name) && Number.isSafeInteger(value) && value >= 1) continue;
    throw new RevimgError(
      "invalid_config",
      `connections takes whole numbers of at least 1 for ${Object.keys(defaults).join(", ")}; ${name} is ${JSON.stringify(value)}.`,
    );
  }
  const { headersTimeoutMs: headersTimeout, requestTimeoutMs: requestTimeout } = all;
  return {
    // Node asks the first to be no longer than the second.
    ...{ headersTimeout: Math.min(headersTimeout, requestTimeout), requestTimeout },
    keepAliveTimeout: all.keepAliveTimeoutMs,
    // Node looks for late connections this often.
    connectionsCheckingInterval: Math.min(5_000, Math.ceil(headersTimeout / 2)),
    maxConnections: all.maxConnections,
  };
}
