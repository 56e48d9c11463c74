const windowMs = 10_000;
const sampleEveryMs = 250;

/** Less is the time that a consumer takes for an event. */
const leastPauseMs = 1_000;

interface Sample {
  atMs: number;
  done: number;
}

/**
 * The rate of a counter over the last ten seconds. A run skips known pictures much faster
 * than it indexes new ones, so an average since the start would tell of the past.
 */
export class RecentRate {
  #samples: Sample[] = [];
  #last: Sample = { atMs: 0, done: 0 };
  #pausedMs = 0;

  /** The counter stood at `done` at `nowMs`, a time that only grows. */
  add(nowMs: number, done: number): void {
    this.#last = { atMs: nowMs - this.#pausedMs, done };
    const newest = this.#samples.at(-1);
    if (newest && this.#last.atMs - newest.atMs < sampleEveryMs) return;
    this.#samples.push(this.#last);
    // The last one before the window begins it.
    const begins = this.#last.atMs - windowMs;
    const first = this.#samples.findLastIndex(({ atMs }) => atMs <= begins);
    if (first > 0) this.#samples = this.#samples.slice(first);
  }

  /** Nobody asked for so long, and the work stood still. */
  paused(ms: number): void {
    if (ms >= leastPauseMs) this.#pausedMs += ms;
  }

  /** A second; undefined while less than one has been seen. */
  perSecond(): number | undefined {
    const first = this.#samples[0];
    const elapsedMs = first ? this.#last.atMs - first.atMs : 0;
    return elapsedMs < 1_000 ? undefined : ((this.#last.done - first!.done) / elapsedMs) * 1_000;
  }
}
