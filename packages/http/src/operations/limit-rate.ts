import { RevimgError } from "@revimg/core";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { createProblem, problemResponse } from "../problem.js";
import { clientName, type RequestMiddleware } from "./request-facts.js";

/** How often one client may ask. A client is a key, or without one an address. */
export interface RateLimit {
  /** Requests in each span; at least 1. */
  requests: number;
  /** Length of the span. Default 60. */
  seconds?: number;
}

/**
 * Counts the requests of each client in spans, and refuses what is too much with
 * `rate_limited` (429). Answers carry `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers-10). Each process counts for itself. Throws
 * `invalid_config` for what is no limit.
 */
export function limitRate(limit: RateLimit, isCounted: (path: string) => boolean) {
  const { requests, seconds = 60 } = limit;
  const isNatural = (value: number) => Number.isSafeInteger(value) && value >= 1;
  if (!isNatural(requests) || !isNatural(seconds) || seconds > 86_400) {
    throw new RevimgError(
      "invalid_config",
      "rateLimit is { requests, seconds }, both whole numbers of at least 1; seconds is at most 86,400.",
    );
  }
  const limiter = new RateLimiterMemory({ points: requests, duration: seconds });
  const policy = `"requests";q=${requests};w=${seconds}`;
  const middleware: RequestMiddleware = async (context, next) => {
    if (!isCounted(context.req.path)) return next();
    const taken = await limiter.consume(clientName(context)).catch(asRefused);
    const wait = Math.max(1, Math.ceil(taken.msBeforeNext / 1000));
    const headers = {
      "ratelimit-policy": policy,
      ratelimit: `"requests";r=${taken.remainingPoints};t=${wait}`,
    };
    if (taken.consumedPoints > requests) {
      return problemResponse(tooMany(limit), { ...headers, "retry-after": String(wait) });
    }
    await next();
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  };
  return middleware;
}

function tooMany({ requests, seconds = 60 }: RateLimit) {
  return createProblem(
    "rate_limited",
    `More than ${requests} requests came in ${seconds} seconds. Retry-After says how many seconds to wait.`,
  );
}

/** The library rejects with the count when it is over the limit. */
function asRefused(refusal: unknown): RateLimiterRes {
  if (refusal instanceof RateLimiterRes) return refusal;
  throw refusal;
}
