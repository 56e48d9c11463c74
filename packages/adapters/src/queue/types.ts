import type { IndexOptions, IndexSource, Revimg, RevimgError } from "@revimg/core";
import type { ConnectOptions } from "../postgres/options.js";

/** Where the queue is: as `postgres()` takes it, exactly one of `url`, `connection` and `pool`. */
export interface IndexQueueOptions extends ConnectOptions {
  /**
   * The collection that the workers fill; each has a queue of its own. 1 to 63 lower-case
   * letters, digits, - or _. Default `"default"`.
   */
  collection?: string | undefined;
}

/**
 * Work for many processes, on any number of machines: shards of pictures that wait to be
 * indexed. The queue is kept by pg-boss, in the schema `pgboss_revimg` of a PostgreSQL
 * database. Methods may be called concurrently. They reject with `store_failed` when the
 * server can't be reached, and with `disposed` after `close()`.
 */
export interface IndexQueue extends AsyncDisposable {
  /** `postgres://host:port/database`, without user and password. Null for a given pool. */
  readonly location: string | null;

  /**
   * Lists a source and puts its pictures onto the queue. Reads no picture. One shard is
   * in memory. Paths are kept as they are, so workers must see the same folders at the
   * same paths. The same source may be put twice: its second turn finds nothing to do.
   *
   * Rejects as `index` does on what is no source; with `unsupported` on pictures in
   * memory. Uploads (`{ upload: key }`, see `RevimgUploads`) are removed when their shard
   * is done. Of `s3Pictures()` the bucket and the keys of objects are kept, and no
   * credentials: workers have their own, where the AWS SDK finds them. Stops with the reason of `signal`; what was put stays.
   */
  enqueue(source: IndexSource, options?: EnqueueOptions): AsyncGenerator<EnqueueEvent, void>;

  /**
   * Indexes shards until `signal` is aborted, and then drains: it finishes the pictures
   * under way, puts the rest of their shards back and resolves. Every hour, and at the
   * start, it removes uploads that are older than seven days, if the queue is empty. A server that is away is
   * waited for. Resolves to what was done. Rejects with `invalid_config` on wrong options.
   */
  work(revimg: Revimg, options?: WorkOptions): Promise<WorkTotals>;

  /** What waits, what is under way, how fast it goes. Reads no shard. */
  status(options?: { signal?: AbortSignal }): Promise<QueueStatus>;

  /** What a person should look after. Reads no shard. */
  health(options?: { signal?: AbortSignal }): Promise<QueueHealth>;

  /** Shards that were given up, the oldest first. At most `limit`, 1 to 1,000, default 100. */
  deadLetters(options?: { limit?: number; signal?: AbortSignal }): Promise<DeadLetter[]>;

  /** Puts all dead letters back onto the queue. Resolves to how many shards these were. */
  retry(options?: { signal?: AbortSignal }): Promise<number>;

  /**
   * Takes all that waits from the queue, and the dead letters. Shards under way are
   * finished, and what is indexed stays. Resolves to the number of shards removed.
   */
  purge(options?: { signal?: AbortSignal }): Promise<number>;

  /** Closes the connections that were opened here. Twice is a no-op. */
  close(): Promise<void>;
}

export interface EnqueueOptions {
  /** Pictures in a shard, 1 to 10,000. Default 500. */
  shardSize?: number;
  /** As `index` takes it. */
  originals?: IndexOptions["originals"];
  /** As `index` takes it. It holds for each worker by itself. */
  downloads?: IndexOptions["downloads"];
  signal?: AbortSignal;
}

/** `pictures` and `shards` count what is on the queue so far. */
export type EnqueueEvent =
  | { type: "enqueued"; shards: number; pictures: number }
  /** A folder or path that could not be listed. The rest is put onto the queue. */
  | { type: "failed"; name: string; error: RevimgError }
  | { type: "finished"; shards: number; pictures: number; failed: number };

export interface WorkOptions {
  /**
   * Shards at once, 1 to 16. Default 1: the pictures of one shard are read and embedded
   * beside each other anyway.
   */
  concurrency?: number;
  /**
   * Milliseconds after which others may take the shard of a worker that is silent. A live
   * one renews three times as often. 3,000 to 3,600,000. Default 30,000.
   */
  leaseMs?: number;
  /** Milliseconds between two looks at an empty queue, 50 to 60,000. Default 1,000. */
  pollMs?: number;
  /** Resolves when nothing waits and nothing is under way anywhere. Default false. */
  untilEmpty?: boolean;
  /** Drains the worker. */
  signal?: AbortSignal;
  /** Hears what happens. What it throws reaches the caller of `work`, which then drains. */
  onEvent?: (event: WorkEvent) => void;
}

export interface WorkTotals {
  /** Shards finished, the handed back not among them. */
  shards: number;
  added: number;
  updated: number;
  unchanged: number;
  failed: number;
}

export type WorkEvent =
  | { type: "started"; shard: string; pictures: number }
  /** A picture is done. Counts of this worker since it began. */
  | { type: "progress"; totals: WorkTotals }
  /** A picture that could not be indexed. Its reason is in the index too. */
  | { type: "failed"; name: string; error: RevimgError }
  | { type: "warning"; name: string; error: RevimgError }
  | { type: "finished"; shard: string; totals: WorkTotals }
  /** The rest of a shard is on the queue again. `error`: why, if the worker is not draining. */
  | { type: "handed_back"; shard: string; pictures: number; error: RevimgError | null }
  /** Another worker has the shard: this one was silent for too long. */
  | { type: "lost"; shard: string }
  /** The shard failed as a whole. It is tried again later, or becomes a dead letter. */
  | { type: "shard_failed"; shard: string; error: RevimgError }
  /** A server is away. */
  | { type: "waiting"; error: RevimgError; retryInMs: number };

export interface QueueStatus {
  collection: string;
  /** Not taken yet, the ones to be tried again among them. */
  waiting: { shards: number; pictures: number };
  /** Of `waiting`: tried before, and waiting for their next try. */
  retrying: { shards: number };
  /** Taken by workers; `done` of their `pictures` are indexed. */
  active: { shards: number; pictures: number; done: number; workers: number };
  /** Finished in the last 12 hours. */
  finished: { shards: number; pictures: number; failed: number };
  deadLetters: { shards: number };
  /** Pictures a second of all workers, over the last ten minutes. Null: nothing was done. */
  picturesPerSecond: number | null;
  /** Milliseconds until all is done at that rate. Null: unknown. */
  remainingMs: number | null;
}

/** See `IndexQueue.health`. */
export interface QueueHealth {
  /** Version of pg-boss's tables. */
  tablesVersion: number;
  /** Not taken yet. `oldestMs`: how long the first of them has waited; null for none. */
  waiting: { shards: number; oldestMs: number | null };
  /** Taken by workers that did not renew their leases in time. The next worker that looks frees them. */
  stalled: { shards: number };
  /** Workers that renewed a lease or finished a shard in the last ten minutes. */
  recentWorkers: number;
  deadLetters: { shards: number };
}

/** A shard that was given up after its last try. */
export interface DeadLetter {
  id: string;
  pictures: number;
  /** Name of its first picture. */
  first: string;
  reason: string;
  failedAt: Date;
}
