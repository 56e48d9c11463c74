import { RevimgError } from "@revimg/core";
import {
  checkThoroughAccess,
  refuseThorough,
  type ThoroughAccess,
} from "../guard/thorough-access.js";
import { FairTurns, type TurnCounts } from "./fair-turns.js";
import { clientName, type RequestContext } from "./request-facts.js";

/** Searches with `copies: "thorough"`, each of which costs 12 to 25 times a search. */
export interface ThoroughLimits {
  /** Who may ask for one. Default `"key"`. */
  access?: ThoroughAccess;
  /** How many run at one time, beside the other searches. Default 1. */
  concurrent?: number;
  /** How many wait, of all clients, and at most a quarter of them of one. Default 16. */
  waiting?: number;
  /** Milliseconds from its arrival in which one must be done. Default 60,000. */
  deadlineMs?: number;
}

/** Lets clients take turns at thorough searches, so that they don't hold up the others. */
export class ThoroughTurns {
  readonly #access: ThoroughAccess;
  readonly #turns: FairTurns;

  /** Throws `invalid_config` for limits that mean nothing. */
  constructor({ access = "key", ...limits }: ThoroughLimits = {}) {
    checkThoroughAccess(access);
    const { concurrent = 1, waiting = 16, deadlineMs = 60_000, ...others } = limits;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) {
      throw new RevimgError(
        "invalid_config",
        `thoroughCopies has no ${unknown}; it has access, concurrent, waiting and deadlineMs.`,
      );
    }
    const waitingPerClient = Math.ceil(waiting / 4);
    this.#access = access;
    this.#turns = new FairTurns({ concurrent, waiting, waitingPerClient, deadlineMs });
  }

  get counts(): TurnCounts {
    return this.#turns.counts;
  }

  /** The answer for a caller who may not; null for one who may. */
  refusal(context: RequestContext): Response | null {
    return refuseThorough(this.#access, context.get("caller"));
  }

  /**
   * Does `work` when it is the client's turn. Its signal also ends it at the deadline: then,
   * and when too many wait, this rejects with `overloaded`.
   */
  run<T>(
    context: RequestContext,
    work: (deadlineMs: number, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { signal } = context.req.raw;
    return this.#turns.run(clientName(context), signal, async (deadlineMs) => {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(tooLate()), deadlineMs);
      try {
        return await work(deadlineMs, AbortSignal.any([signal, late.signal]));
      } finally {
        clearTimeout(timer);
      }
    });
  }
}

function tooLate(): RevimgError {
  const message = "The thorough search was not done in time. Try again, or leave copies out.";
  return new RevimgError("overloaded", message, { details: { retryAfterMs: 5_000 } });
}
