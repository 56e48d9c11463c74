export interface Deadline {
  signal: AbortSignal | undefined;
  timeoutMs: number;
  /** The error for work that is not done in time. */
  late(): unknown;
}

/**
 * Does work, and gives up when the caller aborts or the time is over. It then rejects
 * at once with the signal's reason or with `late()`. The signal that the work was
 * given aborts too, so no part of the work goes on.
 */
export async function withDeadline<T>(
  { signal, timeoutMs, late }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  let giveUp: (reason: unknown) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (reason) => {
      // Comes first: the work may reject with its own error for the abort.
      reject(reason);
      controller.abort(reason);
    };
  });
  const onAbort = () => giveUp(signal?.reason);
  const timer = setTimeout(() => giveUp(late()), timeoutMs);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([givenUp, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
