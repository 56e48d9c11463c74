import { setTimeout as delay } from "node:timers/promises";
import { isRevimgError, type RevimgError } from "../lib/errors.js";

export interface RetryPolicy {
  /** Tries in all. */
  attempts: number;
  /** Wait after the first failure; it doubles from try to try. */
  firstDelayMs: number;
  maxDelayMs: number;
}

/** Three to six seconds in all: enough for a server's restart, and short for a person who waits. */
const defaultRetryPolicy: RetryPolicy = {
  attempts: 6,
  firstDelayMs: 200,
  maxDelayMs: 3000,
};

/** These pass by themselves. A full disk or a lock needs the user. */
const passing: ReadonlySet<string> = new Set(["store_failed", "rate_limited", "overloaded"]);

/**
 * Does `work` again while it fails in a way that may pass. The waits between the tries
 * have equal jitter: half of each wait is chance (Brooker, "Exponential Backoff And
 * Jitter", AWS Architecture Blog, 2015). A wait is at least `details.retryAfterMs` when
 * the store named it. An abort ends it at once.
 */
export async function withRetry<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
  { attempts, firstDelayMs, maxDelayMs }: RetryPolicy = defaultRetryPolicy,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || signal?.aborted || !mayPass(error)) throw error;
      const longest = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
      const wanted = Number(error.details.retryAfterMs ?? 0);
      if (wanted > maxDelayMs) throw error;
      // The timer rejects with an AbortError, but the caller must get the signal's reason.
      await delay(wanted + (longest * (1 + Math.random())) / 2, undefined, { signal }).catch(
        () => {},
      );
      signal?.throwIfAborted();
    }
  }
}

function mayPass(error: unknown): error is RevimgError {
  return isRevimgError(error) && error.retryable && passing.has(error.code);
}
