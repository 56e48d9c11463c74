import type { IndexSource } from "@revimg/core";

/**
 * A queue from which workers index pictures, on any number of machines. `openIndexQueue`
 * of `@revimg/adapters/queue` opens one. Methods reject with `store_failed` when its
 * server can't be reached.
 */
export interface ServerQueue {
  /**
   * Puts the pictures of a source onto the queue, without reading them. Those that were
   * sent to the server are `{ upload: key }`: whoever indexes them removes the uploads
   * then (`revimg.uploads.delete`).
   */
  enqueue(source: IndexSource, options?: { signal?: AbortSignal }): AsyncIterable<ServerQueueEvent>;
  status(options?: { signal?: AbortSignal }): Promise<ServerQueueStatus>;
  /** Shards that were given up, the oldest first. */
  deadLetters(options?: { limit?: number; signal?: AbortSignal }): Promise<GivenUpShard[]>;
  /** Puts these back onto the queue. Resolves to how many there were. */
  retry(options?: { signal?: AbortSignal }): Promise<number>;
}

export type ServerQueueEvent =
  /** `pictures`: how many are on the queue so far. */
  | { type: "enqueued" | "finished"; pictures: number }
  /** A folder or path that could not be listed. */
  | { type: "failed"; name: string; error: Error };

export interface ServerQueueStatus {
  collection: string;
  waiting: { shards: number; pictures: number };
  /** Of `waiting`: tried before. */
  retrying: { shards: number };
  active: { shards: number; pictures: number; done: number; workers: number };
  /** In the last 12 hours. */
  finished: { shards: number; pictures: number; failed: number };
  deadLetters: { shards: number };
  /** Over the last ten minutes; null: nothing was done. */
  picturesPerSecond: number | null;
  /** Until all is done at that rate; null: unknown. */
  remainingMs: number | null;
}

export interface GivenUpShard {
  id: string;
  pictures: number;
  /** Path or address of its first picture. */
  first: string;
  reason: string;
  failedAt: Date;
}
