import type { IndexProgress } from "../api/indexing.js";
import { RecentRate } from "./recent-rate.js";
import type { Written } from "./write-batch.js";

/** Counts what became of the pictures of one run, and how many are on their way. */
export class Tally {
  readonly #started = performance.now();
  readonly #counts = { added: 0, updated: 0, unchanged: 0, failed: 0 };
  readonly #passed = { listed: 0, begun: 0, prepared: 0 };
  readonly #rate = new RecentRate();
  #total: number | undefined;
  #bytes = 0;

  constructor() {
    this.#rate.add(this.#started, 0);
  }

  setTotal(total: number | undefined): void {
    this.#total = total;
  }

  /** A picture was found in the source (`listed`), is being read, or is ready to be written. */
  pass(stage: "listed" | "begun" | "prepared"): void {
    this.#passed[stage]++;
  }

  /** @param bytes of the encoded picture */
  count(outcome: Written, bytes: number): void {
    this.#counts[outcome]++;
    this.#bytes += bytes;
    this.#rate.add(performance.now(), this.#done);
  }

  /** Whoever takes the events did not ask for the next one for so long. */
  paused(ms: number): void {
    this.#rate.paused(ms);
  }

  get #done(): number {
    const { added, updated, unchanged, failed } = this.#counts;
    return added + updated + unchanged + failed;
  }

  progress(): IndexProgress {
    const done = this.#done;
    // Files may appear while a run is under way.
    const total = this.#total === undefined ? undefined : Math.max(this.#total, done);
    const elapsedMs = Math.round(performance.now() - this.#started);
    const picturesPerSecond = this.#rate.perSecond();
    const isKnown = total !== undefined && picturesPerSecond !== undefined && picturesPerSecond > 0;
    const { listed, begun, prepared } = this.#passed;
    return {
      ...{ done, total, ...this.#counts, bytes: this.#bytes, elapsedMs, picturesPerSecond },
      remainingMs: isKnown ? Math.round(((total - done) / picturesPerSecond) * 1000) : undefined,
      queues: { listed: listed - begun, reading: begun - prepared, writing: prepared - done },
    };
  }
}
