import { cpus } from "node:os";

/** Share of the machine's CPU that others may use in a round that counts. */
const maxForeignShare = 0.05;
/** A machine that was never quiet for this many rounds will not become so: repeating is given up. */
const hopelessRounds = 2;

/** CPU time of this process with all its threads, in milliseconds. */
export function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Runs rounds of a measurement and repeats those in which other programs used
 * more than 5 % of the machine. After four attempts (by default) the least disturbed one
 * counts, and `disturbedRounds` says so; after two such rounds nothing is
 * repeated any more.
 */
export class CpuMeter {
  repeats = 0;
  disturbedRounds = 0;
  readonly #ownCpuMs: () => number | Promise<number>;
  readonly #maxAttempts: number;

  /** @param ownCpuMs CPU time of all processes that belong to the measurement */
  constructor(
    ownCpuMs: () => number | Promise<number> = processCpuMs,
    options: { maxAttempts?: number } = {},
  ) {
    this.#ownCpuMs = ownCpuMs;
    this.#maxAttempts = options.maxAttempts ?? 4;
  }

  async round<T>(run: () => Promise<T>): Promise<T> {
    let best: { share: number; result: T } | undefined;
    const attempts = this.disturbedRounds < hopelessRounds ? this.#maxAttempts : 1;
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) this.repeats++;
      const { result, share } = await this.watch(run);
      if (best === undefined || share < best.share) best = { share, result };
      if (share <= maxForeignShare) return result;
    }
    this.disturbedRounds++;
    return best!.result;
  }

  /** Runs once, and tells the share of the machine's CPU that others used meanwhile. */
  async watch<T>(run: () => Promise<T>): Promise<{ result: T; share: number }> {
    const before = await this.#sample();
    const result = await run();
    return { result, share: foreignShare(before, await this.#sample()) };
  }

  async #sample() {
    const ownMs = await this.#ownCpuMs();
    return { ownMs, ...machineCpuMs() };
  }
}

interface Sample {
  ownMs: number;
  busyMs: number;
  idleMs: number;
}

function foreignShare(before: Sample, after: Sample): number {
  const busy = after.busyMs - before.busyMs;
  const all = busy + after.idleMs - before.idleMs;
  return all > 0 ? Math.max(0, busy - (after.ownMs - before.ownMs)) / all : 0;
}

function machineCpuMs(): { busyMs: number; idleMs: number } {
  let busyMs = 0;
  let idleMs = 0;
  for (const { times } of cpus()) {
    busyMs += times.user + times.nice + times.sys + times.irq;
    idleMs += times.idle;
  }
  return { busyMs, idleMs };
}
