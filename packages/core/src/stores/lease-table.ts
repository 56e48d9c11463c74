import { RevimgError } from "../lib/errors.js";
import type { PictureLeases } from "./picture-leases.js";
import type { CallOptions } from "./vector-store.js";

/** How long core's leases last in stores of one process, where nobody outlives them. */
export const embeddedLeaseMs = 30_000;

interface Entry {
  owner: string;
  /** In the time of `performance.now()`. */
  until: number;
  /** The store through which it was taken. */
  store: object;
}

/**
 * The leases of a collection that only this process has open. Each call is done in one
 * go, so it never meets another one halfway. See `PictureLeases`.
 */
export class LeaseTable {
  readonly #entries = new Map<string, Entry>();

  lease(
    ids: readonly string[],
    { owner, ttlMs }: { owner: string; ttlMs: number },
    store: object,
  ): boolean[] {
    const now = performance.now();
    return ids.map((id) => {
      const entry = this.#entries.get(id);
      if (entry && entry.owner !== owner && entry.until > now) return false;
      this.#entries.set(id, { owner, until: now + ttlMs, store });
      return true;
    });
  }

  renew(ids: readonly string[], { owner, ttlMs }: { owner: string; ttlMs: number }): boolean[] {
    const until = performance.now() + ttlMs;
    return ids.map((id) => {
      const entry = this.#entries.get(id);
      if (entry?.owner !== owner) return false;
      entry.until = until;
      return true;
    });
  }

  release(ids: readonly string[], owner: string): void {
    for (const id of ids) if (this.#entries.get(id)?.owner === owner) this.#entries.delete(id);
  }

  /** Gives back all that was taken through a store. */
  releaseAllOf(store: object): void {
    for (const [id, entry] of this.#entries) if (entry.store === store) this.#entries.delete(id);
  }

  /** Throws `lease_lost` unless the owner, if there is one, holds all of these. */
  require(ids: readonly string[], owner: string | undefined, adapter: string): void {
    if (owner === undefined) return;
    const lost = ids.filter((id) => this.#entries.get(id)?.owner !== owner).length;
    if (lost > 0) throw leaseLost(lost, adapter);
  }
}

/**
 * The methods of a store whose leases are in a table.
 *
 * @param store through which they are taken
 * @param enter runs work when the store is open
 */
export function leasesIn(
  table: LeaseTable,
  store: object,
  enter: <T>(work: () => Promise<T>) => Promise<T>,
): PictureLeases {
  const call = <T>({ signal }: CallOptions, work: () => T) =>
    enter(async () => {
      signal?.throwIfAborted();
      return work();
    });
  return {
    lease: (ids, options) => call(options, () => table.lease(ids, options, store)),
    renew: (ids, options) => call(options, () => table.renew(ids, options)),
    release: (ids, options) => call(options, () => table.release(ids, options.owner)),
  };
}

/** @param lost how many pictures another owner has now; null when it is not known */
export function leaseLost(lost: number | null, adapter?: string): RevimgError {
  const pictures = lost === null ? "Pictures" : lost === 1 ? "A picture" : `${lost} pictures`;
  return new RevimgError(
    "lease_lost",
    `${pictures} could not be written, because another writer has taken them over. The same call goes on from there.`,
    { ...(adapter !== undefined && { adapter }), details: lost === null ? {} : { lost } },
  );
}
