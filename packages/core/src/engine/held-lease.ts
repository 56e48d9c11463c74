import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { leaseLost } from "../stores/lease-table.js";
import type { MetadataStore } from "../stores/metadata-store.js";

type Leases = Pick<MetadataStore, "lease" | "renew" | "release" | "capabilities">;

/**
 * The leases of pictures that one piece of work holds. They are renewed while it runs.
 *
 * The store refuses late writes of rows by itself (`owner`). Vectors and files are in
 * other stores, which know nothing of leases. There a late write does no harm: it
 * stores what belongs to the id. A late removal does. So a removal begins only in the
 * first half of the lease's time (`check`), and is given up when two thirds are over
 * (`signal`). What is on its way then has the last third to arrive in, before anybody
 * else may take the picture.
 */
export class HeldLease {
  /** For the store's writes. */
  readonly owner: string;
  readonly ids: readonly string[];
  readonly #leases: Leases;
  readonly #lost = new AbortController();
  #since: Moment;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;

  /** Takes what is free of these leases. Null when nothing is. */
  static async take(leases: Leases, ids: readonly string[]): Promise<HeldLease | null> {
    // A name that tells an operator who it is, and that nobody ever had.
    const owner = `${hostname()}:${process.pid}:${randomUUID()}`;
    const since = new Moment();
    const { leaseMs: ttlMs } = leases.capabilities;
    const granted = await leases.lease(ids, { owner, ttlMs }).catch(async (error) => {
      // Some may be ours all the same.
      await leases.release(ids, { owner }).catch(() => {});
      throw error;
    });
    const held = ids.filter((_, i) => granted[i]);
    return held.length > 0 ? new HeldLease(leases, owner, held, since) : null;
  }

  private constructor(leases: Leases, owner: string, ids: readonly string[], since: Moment) {
    this.#leases = leases;
    this.owner = owner;
    this.ids = ids;
    this.#since = since;
    this.#timer = setInterval(() => this.#tick(), leases.capabilities.leaseMs / 6);
    this.#timer.unref();
  }

  /** Aborts when the lease is lost, or may be soon. Its reason is `lease_lost`. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  get #isHalfOver(): boolean {
    return this.#since.elapsedMs > this.#leases.capabilities.leaseMs / 2;
  }

  /** Throws `lease_lost` when it is too late to begin a removal outside of the metadata store. */
  check(): void {
    if (this.#isHalfOver) this.#lose();
    this.#lost.signal.throwIfAborted();
  }

  /** Gives the leases back. Where that fails, they end by themselves. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    await this.#leases.release(this.ids, { owner: this.owner }).catch(() => {});
  }

  #tick(): void {
    if (this.#isHalfOver) this.#lose();
    if (this.#lost.signal.aborted) clearInterval(this.#timer);
    else this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
  }

  /** A renewal that fails moves nothing: the time goes on, and the next one may succeed. */
  async #renew(): Promise<void> {
    const since = new Moment();
    const { owner, ids } = this;
    const { leaseMs: ttlMs } = this.#leases.capabilities;
    const held = await this.#leases.renew(ids, { owner, ttlMs }).catch(() => null);
    if (held?.every(Boolean)) this.#since = since;
    else if (held) this.#lose();
  }

  #lose(): void {
    this.#lost.abort(leaseLost(null));
  }
}

/**
 * When something was asked for, by two clocks. A machine that sleeps stops one, and a
 * clock that is set moves the other: the longer time counts.
 */
class Moment {
  readonly #steady = performance.now();
  readonly #clock = Date.now();

  get elapsedMs(): number {
    return Math.max(performance.now() - this.#steady, Date.now() - this.#clock);
  }
}
