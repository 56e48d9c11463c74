import { type RequestMiddleware, withoutKeys } from "./request-facts.js";

/** One request in the access log. No query, header, key or body is in it. */
export interface AccessLogEntry {
  /** When the request came: ISO 8601 in UTC. */
  time: string;
  request_id: string;
  method: string;
  /** At most 500 characters. */
  path: string;
  status: number;
  /** Milliseconds until the answer began. */
  duration_ms: number;
  /** Bytes of the answer's body; null where the answer does not say. */
  bytes: number | null;
  /** The client's IP address; null when it is unknown. */
  address: string | null;
  /** Id of the key; null without one. */
  key: string | null;
}

/** Calls `log` after each request. A log that fails does not fail the request. */
export function accessLog(log: (entry: AccessLogEntry) => void): RequestMiddleware {
  return async (context, next) => {
    const [time, start] = [new Date(), performance.now()];
    await next();
    const { req, res } = context;
    const caller = context.get("caller");
    const bytes = res.headers.get("content-length");
    const entry: AccessLogEntry = {
      time: time.toISOString(),
      request_id: context.get("requestId"),
      method: req.method,
      path: withoutKeys(new URL(req.url).pathname).slice(0, 500),
      status: res.status,
      duration_ms: Math.round((performance.now() - start) * 10) / 10,
      bytes: bytes === null ? null : Number(bytes),
      address: context.get("client").address,
      key: caller?.kind === "key" ? caller.key.id : null,
    };
    try {
      log(entry);
    } catch {
      // The client must get its answer.
    }
  };
}
