/**
 * Small pieces to build a bounded pipeline of async iterables. Each passes a
 * `return()` of its consumer on to its source, so that stopping early stops all.
 */

/** Calls `work` for up to `concurrency` values at once and yields the results in the order of the values. */
export async function* mapBounded<T, R>(
  source: AsyncIterable<T>,
  concurrency: number,
  work: (value: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  try {
    for await (const value of source) {
      const result = work(value);
      // A rejection is seen when its turn comes; until then it must not count as unhandled.
      result.catch(() => {});
      running.push(result);
      if (running.length >= concurrency) yield await running.shift()!;
    }
    while (running.length > 0) yield await running.shift()!;
  } finally {
    await Promise.allSettled(running);
  }
}

/** Reads up to `capacity` values ahead of the consumer. */
export async function* buffered<T>(source: AsyncIterable<T>, capacity: number): AsyncGenerator<T> {
  const values: T[] = [];
  const arrived = new Signal();
  const taken = new Signal();
  let ended = false;
  let failure: { error: unknown } | undefined;
  let stopped = false;

  const reading = (async () => {
    try {
      for await (const value of source) {
        values.push(value);
        arrived.notify();
        while (values.length >= capacity && !stopped) await taken.wait();
        if (stopped) break;
      }
    } catch (error) {
      failure = { error };
    }
    ended = true;
    arrived.notify();
  })();

  try {
    for (;;) {
      while (values.length === 0 && !ended) await arrived.wait();
      if (values.length === 0) break;
      const value = values.shift()!;
      taken.notify();
      yield value;
    }
    if (failure) throw failure.error;
  } finally {
    stopped = true;
    taken.notify();
    await reading;
  }
}

/** Wakes the one who waits. Only for a single waiter that checks its condition again. */
class Signal {
  #wake = () => {};

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  notify(): void {
    this.#wake();
  }
}

/**
 * Groups values: a group is handed on when it has `size` values, when nothing
 * followed for `maxWaitMs`, and at the end.
 */
export async function* grouped<T>(
  source: AsyncIterable<T>,
  { size, maxWaitMs }: { size: number; maxWaitMs: number },
): AsyncGenerator<T[]> {
  const iterator = source[Symbol.asyncIterator]();
  let group: T[] = [];
  let next = iterator.next();
  next.catch(() => {});
  let done = false;
  try {
    while (!done) {
      const deadline = group.length > 0 ? timeout(maxWaitMs) : undefined;
      const result = await (deadline ? Promise.race([next, deadline.passed]) : next);
      deadline?.cancel();
      if (result && !result.done) {
        group.push(result.value);
        next = iterator.next();
        next.catch(() => {});
      } else if (result?.done) {
        done = true;
      }
      if (group.length > 0 && (done || !result || group.length >= size)) {
        yield group;
        group = [];
      }
    }
  } finally {
    if (!done) await iterator.return?.();
  }
}

function timeout(ms: number): { passed: Promise<undefined>; cancel(): void } {
  let timer: NodeJS.Timeout;
  const passed = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}
