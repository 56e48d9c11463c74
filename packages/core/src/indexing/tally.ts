import type { IndexProgress } from "../api/indexing.js";
import type { Written } from "./write-batch.js";

/** Counts what became of the pictures of one run. */
export class Tally {
  readonly #started = performance.now();
  readonly #counts = { added: 0, updated: 0, unchanged: 0, failed: 0 };
  #total: number | undefined;

  setTotal(total: number | undefined): void {
    this.#total = total;
  }

  count(outcome: Written): void {
    this.#counts[outcome]++;
  }

  progress(): IndexProgress {
    const { added, updated, unchanged, failed } = this.#counts;
    const done = added + updated + unchanged + failed;
    // Files may appear while a run is under way.
    const total = this.#total === undefined ? undefined : Math.max(this.#total, done);
    const elapsedMs = Math.round(performance.now() - this.#started);
    return { done, total, added, updated, unchanged, failed, elapsedMs };
  }
}
