import type { CopiedPage } from "./copy-page.js";
import type { TransferProgress } from "./transfer-events.js";

/** The running totals of a copy. */
export class Totals {
  /** Rows that went by, and how many of them searches show. */
  rows = 0;
  shown = 0;
  /** Pictures that have no vector in the source. */
  missing = 0;
  problems = 0;
  readonly #totals = { copied: 0, unchanged: 0, blobs: 0, bytes: 0 };
  readonly #total: number;
  readonly #start = performance.now();

  constructor(total: number) {
    this.#total = total;
  }

  get expected(): number {
    return this.shown - this.missing;
  }

  get progress(): TransferProgress {
    const { copied, unchanged } = this.#totals;
    const done = copied + unchanged;
    const elapsedMs = performance.now() - this.#start;
    return { done, total: Math.max(this.#total, done), ...this.#totals, elapsedMs };
  }

  *add({ problems, ...counted }: Partial<CopiedPage> & Pick<CopiedPage, "problems">) {
    for (const name of ["copied", "unchanged", "blobs", "bytes"] as const) {
      this.#totals[name] += counted[name] ?? 0;
    }
    this.problems += problems.length;
    this.missing += problems.filter(({ kind }) => kind === "vector_missing").length;
    const { progress } = this;
    for (const problem of problems) yield { type: "problem", problem, progress } as const;
    yield { type: "copied", progress } as const;
  }
}
