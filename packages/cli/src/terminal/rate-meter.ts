const windowMs = 10_000;
const sampleEveryMs = 250;

/**
 * The rate of a counter over the last ten seconds. A run skips known pictures much
 * faster than it indexes new ones, so the average since the start would predict a
 * wrong end.
 */
export class RateMeter {
  #samples: { atMs: number; done: number }[] = [];
  #last: { atMs: number; done: number } | undefined;

  add(atMs: number, done: number): void {
    this.#last = { atMs, done };
    const newest = this.#samples.at(-1);
    if (newest !== undefined && atMs - newest.atMs < sampleEveryMs) return;
    this.#samples.push(this.#last);
    this.#samples = this.#samples.filter((sample) => atMs - sample.atMs <= windowMs);
  }

  /** Undefined during the first second. */
  perSecond(): number | undefined {
    const first = this.#samples[0];
    if (first === undefined || this.#last === undefined) return undefined;
    const elapsedMs = this.#last.atMs - first.atMs;
    return elapsedMs < 1000 ? undefined : ((this.#last.done - first.done) / elapsedMs) * 1000;
  }
}
