interface Flight<T> {
  answer: Promise<T>;
  waiting: number;
  stop: AbortController;
}

/**
 * Runs work of one key once for all callers that ask meanwhile. A caller that aborts
 * stops waiting. The work stops when nobody waits for it. All who wait share a failure;
 * later callers do not.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();
  /** With those that nobody waits for any more. */
  readonly #running = new Set<Promise<unknown>>();

  /** Whether work of this key is under way. */
  has(key: string): boolean {
    return this.#flights.has(key);
  }

  async run(
    key: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.waiting += 1;
    try {
      return await untilAborted(flight.answer, signal);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        this.#forget(key, flight);
        flight.stop.abort(signal?.reason);
      }
    }
  }

  /** Stops what is under way, and waits until it has stopped. */
  async close(): Promise<void> {
    for (const { stop } of this.#flights.values()) stop.abort();
    await Promise.allSettled(this.#running);
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const stop = new AbortController();
    const answer = work(stop.signal);
    const flight: Flight<T> = { answer, waiting: 0, stop };
    this.#flights.set(key, flight);
    const over = answer.then(
      () => {},
      () => {},
    );
    this.#running.add(over);
    void over.then(() => {
      this.#running.delete(over);
      this.#forget(key, flight);
    });
    return flight;
  }

  /** A newer one may have taken its place. */
  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
