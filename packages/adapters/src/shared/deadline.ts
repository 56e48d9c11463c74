export interface Deadline {
  signal: AbortSignal | undefined;
  timeoutMs: number;
  /** The error for work that is not done in time. */
  late(): unknown;
}

/**
 * Does work that is given up when the caller aborts or the time is over: it
 * rejects with the signal's reason or with `late()` at once, and the signal that
 * the work was handed aborts, so that nothing of it goes on.
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
      // Before the work can reject with an error of its own for the abort.
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
