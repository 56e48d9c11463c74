/**
 * Small pieces to build a bounded pipeline of async iterables. Each passes a
 * `return()` of its consumer on to its source, so that stopping early stops all.
 */

/** The values of a source that may never yield its next one: an abort rejects all the same. */
export async function* abortable<T>(
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let abort = () => {};
  const aborted = handled(
    new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason);
    }),
  );
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  let done: boolean | undefined = false;
  try {
    for (;;) {
      const next = await Promise.race([aborted, iterator.next()]);
      done = next.done;
      if (done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", abort);
    // Not awaited: a source that is waiting for something would hold it up.
    if (!done) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/**
 * Calls `work` for up to `concurrency` values at once and yields the results in
 * the order of the values, each as soon as it and those before it are there.
 */
export async function* mapBounded<T, R>(
  source: AsyncIterable<T>,
  concurrency: number,
  work: (value: T) => Promise<R>,
): AsyncGenerator<R> {
  const iterator = source[Symbol.asyncIterator]();
  const running: Promise<R>[] = [];
  let next: Promise<IteratorResult<T>> | undefined;
  let ended = false;
  try {
    while (!ended || running.length > 0) {
      if (!ended && running.length < concurrency) next ??= handled(iterator.next());
      const first = running[0]?.then(() => undefined);
      const arrived = await (next && first ? Promise.race([next, first]) : (next ?? first));
      if (!arrived) {
        yield await running.shift()!;
        continue;
      }
      next = undefined;
      if (arrived.done) ended = true;
      else running.push(handled(work(arrived.value)));
    }
  } finally {
    if (!ended) await iterator.return?.();
    await Promise.allSettled(running);
  }
}

/** A promise whose rejection is seen when its turn comes, and until then does not count as unhandled. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** Reads up to `capacity` values ahead of the consumer. */
export async function* buffered<T>(source: AsyncIterable<T>, capacity: number): AsyncGenerator<T> {
  const values = new Line<T>();
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
        while (values.size >= capacity && !stopped) await taken.wait();
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
      while (values.size === 0 && !ended) await arrived.wait();
      if (values.size === 0) break;
      const value = values.shift();
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

/** First in, first out. Unlike an array's, `shift` moves what waits only now and then. */
class Line<T> {
  #values: (T | undefined)[] = [];
  #first = 0;

  get size(): number {
    return this.#values.length - this.#first;
  }

  push(value: T): void {
    this.#values.push(value);
  }

  /** To be called when there is one. */
  shift(): T {
    const value = this.#values[this.#first] as T;
    this.#values[this.#first++] = undefined;
    if (this.#first > this.#values.length / 2) {
      this.#values = this.#values.slice(this.#first);
      this.#first = 0;
    }
    return value;
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
  let next = handled(iterator.next());
  let done = false;
  try {
    while (!done) {
      const deadline = group.length > 0 ? timeout(maxWaitMs) : undefined;
      const result = await (deadline ? Promise.race([next, deadline.passed]) : next);
      deadline?.cancel();
      if (result && !result.done) {
        group.push(result.value);
        next = handled(iterator.next());
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
