import type { IndexEvent, IndexOptions } from "./indexing.js";

export interface WatchOptions extends Pick<IndexOptions, "originals" | "prune" | "signal"> {
  /**
   * Whether pictures whose files are gone leave the index; see `IndexOptions`. Default
   * true.
   */
  prune?: boolean | "force";
  /**
   * Milliseconds without a change until changes are indexed, 50 to 600,000. So a burst
   * is one run, and a file that is still being written is waited for. Default 2,000.
   */
  quietMs?: number;
  /**
   * Milliseconds after which the folders are looked through even if no change was seen,
   * at least 1,000. Networks and full queues of the system lose changes. Default
   * 3,600,000: an hour.
   */
  rescanMs?: number;
}

/** What `watch()` yields: the events of one run after another, and between them its own. */
export type WatchEvent =
  | IndexEvent
  /** All that was seen so far is in the index. The next run begins with the next change. */
  | { type: "watching"; folders: readonly string[] };
