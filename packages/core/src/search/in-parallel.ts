import type { EmbedCallOptions } from "../api/revimg.js";

/** As `Promise.all`, but the first failure stops the others, and none is left running. */
export async function inParallel<T, R>(
  values: readonly T[],
  { signal, ...options }: EmbedCallOptions,
  work: (value: T, options: EmbedCallOptions) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const either = AbortSignal.any(signal ? [signal, stop.signal] : [stop.signal]);
  const running = values.map((value) => work(value, { ...options, signal: either }));
  try {
    return await Promise.all(running);
  } catch (error) {
    stop.abort(error);
    throw error;
  } finally {
    await Promise.allSettled(running);
  }
}
