import { setTimeout } from "node:timers/promises";
import type { DownloadOptions } from "../../api/indexing.js";
import { Budget } from "../budget.js";

/** What is known of one host while something is asked of it. */
interface Line {
  budget: Budget;
  /** When the next request may begin, by `performance.now()`. */
  nextAt: number;
  waiting: number;
}

/** Lets requests to one host begin in order, a few at once and with a rest between two. */
export class HostTurns {
  readonly #options: Required<Pick<DownloadOptions, "perHost" | "hostDelayMs">>;
  readonly #lines = new Map<string, Line>();

  constructor(options: Required<Pick<DownloadOptions, "perHost" | "hostDelayMs">>) {
    this.#options = options;
  }

  /**
   * Does `work` when the host's turn has come. Rejects as `work` does, or with the
   * signal's reason while it waits.
   */
  async take<T>(host: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const line = this.#lineOf(host);
    line.waiting++;
    try {
      return await line.budget.use(1, async () => {
        await this.#rest(line, signal);
        return work();
      });
    } finally {
      line.waiting--;
      if (line.waiting === 0 && line.nextAt <= performance.now()) this.#lines.delete(host);
    }
  }

  /** No request to the host begins for so long. */
  hold(host: string, ms: number): void {
    const line = this.#lineOf(host);
    line.nextAt = Math.max(line.nextAt, performance.now() + ms);
  }

  async #rest(line: Line, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // Again after each rest: the host may have asked for a longer one meanwhile.
    for (let restMs = line.nextAt - performance.now(); restMs > 0; ) {
      await setTimeout(restMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      restMs = line.nextAt - performance.now();
    }
    line.nextAt = performance.now() + this.#options.hostDelayMs;
  }

  #lineOf(host: string): Line {
    let line = this.#lines.get(host);
    if (!line) {
      line = { budget: new Budget(this.#options.perHost), nextAt: 0, waiting: 0 };
      this.#lines.set(host, line);
    }
    return line;
  }
}
