import type { RevimgError } from "../lib/errors.js";
import type { OriginalsKept } from "../stores/image-record.js";

/** A picture handed over in memory. Also the shape of a sidecar's fields. */
export interface IndexItem {
  /** The encoded picture (JPEG, PNG, WebP, …). */
  bytes: Uint8Array;
  filename?: string;
  /**
   * Address of the picture, http or https. Another one is left out with a warning
   * event, and so are a user name and password in it; what is no URL fails the item.
   */
  sourceUrl?: string;
  /** Address of the page that shows it; the same rules. */
  pageUrl?: string;
  title?: string;
  author?: string;
  license?: string;
  /** Tidied: lower case, single spaces. The first 100, each cut at 100 characters. */
  tags?: string[];
  /** Values of your own, to filter by. Kept as JSON has them: a `Date` becomes its text. */
  attributes?: Record<string, unknown>;
}

/** A folder or file path, a list of them, or pictures in memory (also as a stream). */
export type IndexSource =
  | string
  | URL
  | Iterable<string | URL | IndexItem>
  | AsyncIterable<string | URL | IndexItem>;

export interface IndexOptions {
  /**
   * `reference` keeps the path and reads the original there when it is asked
   * for; `copy` stores the bytes; `none` keeps only the thumbnail. Default:
   * `reference` for files, `copy` for pictures in memory.
   */
  originals?: OriginalsKept;
  /** Stops after the pictures under way; what is done stays done. */
  signal?: AbortSignal;
}

/** Running totals, carried by every event. */
export interface IndexProgress {
  /** Pictures handled so far: the sum of the four counters below. */
  done: number;
  /** Pictures in all, once known. */
  total: number | undefined;
  /** New pictures. */
  added: number;
  /** Known pictures that gained a source or new metadata. */
  updated: number;
  /** Files that were already indexed as they are. */
  unchanged: number;
  failed: number;
  elapsedMs: number;
}

/** What `index()` yields, in the order of the source. */
export type IndexEvent =
  | { type: "started"; progress: IndexProgress }
  | { type: "added" | "updated" | "unchanged"; id: string; name: string; progress: IndexProgress }
  | { type: "failed"; name: string; error: RevimgError; progress: IndexProgress }
  /** Something to know that lost no picture, such as a sidecar that is not JSON. */
  | { type: "warning"; name: string; error: RevimgError; progress: IndexProgress }
  /**
   * After the pictures, with models that take their tags from a vocabulary, and
   * only when there is something to do: the words are made ready (`labels`, once
   * for a model), then the pictures that lack their tags get them (`pictures`).
   */
  | {
      type: "tagging";
      step: "labels" | "pictures";
      done: number;
      total: number;
      progress: IndexProgress;
    }
  | { type: "finished"; progress: IndexProgress; failures: IndexFailure[] };

export interface IndexFailure {
  name: string;
  code: RevimgError["code"];
  reason: string;
}
