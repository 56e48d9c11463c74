import type { CallOptions } from "../stores/vector-store.js";

/** Which uploads are removed. */
export interface ExpiredUploadsOptions extends CallOptions {
  /** Milliseconds that an upload may wait. Default: seven days. */
  maxAgeMs?: number;
}

/**
 * Pictures that wait in the blob store until somebody indexes them, in this process or in
 * another one that opens the same index: a server stores what it is sent, and a worker
 * indexes `{ upload: key }`. No search finds an upload, and `verify` leaves it alone.
 */
export interface RevimgUploads {
  /**
   * Stores the bytes of a picture, and resolves to their key once they are durable.
   * Rejects with `image_too_large` beyond `limits.maxBytes`, and with `store_failed` or
   * `disk_full`.
   */
  put(bytes: Uint8Array, options?: CallOptions): Promise<string>;

  /** Removes uploads. Absent ones are no error. Rejects with `invalid_input` for another key. */
  delete(keys: readonly string[], options?: CallOptions): Promise<void>;

  /**
   * Removes uploads that have waited for too long, such as those of a server that was
   * killed. Where a queue names uploads, call it while that is empty: they wait as well.
   * Resolves to how many there were.
   */
  removeExpired(options?: ExpiredUploadsOptions): Promise<number>;
}
