import { setTimeout as sleep } from "node:timers/promises";
import { RevimgError } from "@revimg/core";
import { FaultDraws } from "./fault-draws.js";

/**
 * What may happen at a call of a store.
 * - `refused`, `broken`: nothing is done; trying again may help, or not.
 * - `lost`: it is done, but the answer does not arrive.
 * - `torn`: half of the batch is done, and the answer does not arrive.
 * - `late`: it takes longer.
 * - `full`: nothing is done, as the disk is full.
 * - `cut`: nothing is done, nor by any other call for a while.
 * - `flipped`: one bit of what is read is wrong.
 */
export type FaultKind =
  | "refused"
  | "broken"
  | "lost"
  | "torn"
  | "late"
  | "full"
  | "cut"
  | "flipped";

const cutMs = 300;
const mostLateMs = 40;

/** A call of a store, as a plan sees it. */
export interface FaultyCall<T> {
  /** Such as `vectors.upsert`. */
  point: string;
  /** Faults that can happen here. */
  kinds: readonly FaultKind[];
  whole(): Promise<T>;
  half?(): Promise<unknown>;
  flip?(answer: T): T | Promise<T>;
}

/** Faults of stores that follow from a seed, as `FaultDraws` tells. */
export class FaultPlan {
  readonly happened: Record<string, number> = {};
  readonly #draws: FaultDraws;
  #cutUntil = 0;
  #isOver = false;

  /** @param rate of calls that meet a fault, 0 to 1 */
  constructor(seed: number, rate: number) {
    this.#draws = new FaultDraws(seed, rate);
  }

  /** From here on, every call is done as it should be. */
  end(): void {
    this.#isOver = true;
  }

  async run<T>(call: FaultyCall<T>): Promise<T> {
    if (this.#isOver) return call.whole();
    if (performance.now() < this.#cutUntil) throw failure(call.point, true);
    const kind = this.#draws.next(call.point, call.kinds);
    if (kind === null) return call.whole();
    this.happened[`${call.point} ${kind}`] = (this.happened[`${call.point} ${kind}`] ?? 0) + 1;
    switch (kind) {
      case "refused":
        throw failure(call.point, true);
      case "broken":
        throw failure(call.point, false);
      case "full":
        throw new RevimgError("disk_full", `No space at ${call.point}.`, { retryable: false });
      case "cut":
        this.#cutUntil = performance.now() + cutMs;
        throw failure(call.point, true);
      case "late":
        await sleep(mostLateMs * this.#draws.chance(call.point, 3));
        return call.whole();
      case "torn":
        await call.half!();
        throw failure(call.point, true);
      case "lost":
        await call.whole();
        throw failure(call.point, true);
      case "flipped":
        return call.flip!(await call.whole());
    }
  }
}

function failure(point: string, retryable: boolean): RevimgError {
  return new RevimgError("store_failed", `A fault at ${point}.`, { adapter: "faulty", retryable });
}
