/** What is to go wrong with requests that come. */
export interface PineconeFault {
  /** Requests whose path begins with it, such as `/vectors/upsert`. Default: all. */
  path?: string;
  /** How many of them. Default 1. */
  times?: number;
  /** Answered with this status instead of being done. */
  status?: number;
  /** Sent with `status`. */
  retryAfterSeconds?: number;
  /** Waited before anything else. */
  delayMs?: number;
  /** The connection is cut: before the request is done, or after it, with no answer. */
  cut?: "before" | "after";
}

export class Faults {
  #waiting: (PineconeFault & { left: number })[] = [];

  add(fault: PineconeFault): void {
    this.#waiting.push({ ...fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The one for a request of this path, which is then one fewer. */
  take(path: string): PineconeFault | undefined {
    const fault = this.#waiting.find((one) => path.startsWith(one.path ?? "/"));
    if (!fault) return undefined;
    fault.left--;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return fault;
  }
}
