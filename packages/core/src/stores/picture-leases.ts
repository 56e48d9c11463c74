import type { CallOptions } from "./vector-store.js";

/**
 * Leases: who may change a picture now. A picture's row, vector and files are in
 * different stores, so no transaction covers a change of it. Instead, a writer takes
 * the lease of the picture's id first. Of all processes that share the store, one at a
 * time holds it. A lease needs no row: a picture that is not there yet is leased too.
 *
 * An `owner` is a text of 1 to 200 characters. It names one piece of work, and no other
 * work ever uses the name again. So it is also the token by which late writes are
 * refused; see `WriteOptions`.
 *
 * A lease ends when its owner releases it, when the store through which it was taken
 * is closed, or when another owner takes it after its time is up. The store's own clock
 * decides when that is: the clocks of callers may differ.
 *
 * Leases are no part of the collection's content. They don't move the revision, and a
 * server may forget them in a crash: their owners have then lost them.
 */
export interface PictureLeases {
  /**
   * Takes the leases of pictures that are free. Resolves to whether each was granted,
   * in the order of `ids`. It never waits for another owner. Each id is decided by
   * itself. No id is twice in one call.
   *
   * A lease is free when nobody holds it or its time is up. To the owner who holds it
   * already, it is granted again, with a new time.
   *
   * Once it resolves, the new owner reads all that earlier owners wrote, and they can
   * write no more.
   */
  lease(ids: readonly string[], options: LeaseOptions): Promise<boolean[]>;

  /**
   * Gives leases that `owner` holds a new time, counted from now. Resolves to whether
   * each is still held, in the order of `ids`. One that nobody else has taken is held,
   * even when its time was up. One that was taken is lost for good, even when it is
   * free again. No id is twice in one call.
   */
  renew(ids: readonly string[], options: LeaseOptions): Promise<boolean[]>;

  /** Gives leases back. Those that `owner` does not hold stay as they are. */
  release(ids: readonly string[], options: { owner: string } & CallOptions): Promise<void>;
}

export interface LeaseOptions extends CallOptions {
  owner: string;
  /** Milliseconds after which others may take the lease. 1 to 86,400,000. */
  ttlMs: number;
}

export interface WriteOptions extends CallOptions {
  /**
   * Who writes. The call rejects with `lease_lost` and changes nothing, unless this
   * owner holds the lease of every id in it at the moment of the commit. A lease whose
   * time is up counts until another owner takes it. Without an owner, leases are not
   * looked at.
   */
  owner?: string | undefined;
}
