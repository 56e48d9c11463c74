import type { RevimgError } from "../lib/errors.js";
import type { OriginalsKept } from "../stores/image-record.js";

/** A picture handed over in memory. Also the shape of a sidecar's fields. */
export interface IndexItem {
  /** The encoded picture (JPEG, PNG, WebP, …). */
  bytes: Uint8Array;
  filename?: string;
  /**
   * Address of the picture, http or https. An address of another kind is left out with
   * a warning event; so are a user name and a password in it. A text that is no URL
   * fails the item.
   */
  sourceUrl?: string;
  /** Address of the page that shows it; the same rules. */
  pageUrl?: string;
  title?: string;
  author?: string;
  license?: string;
  /**
   * Tags are tidied: lower case, single spaces. The first 100 are kept, each cut at 100
   * characters.
   */
  tags?: string[];
  /** Values of your own, to filter by. They are kept as JSON: a `Date` becomes its text. */
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
   * `reference` keeps the path, and the original is read there when needed; `copy`
   * stores the bytes; `none` keeps only the thumbnail. Default: `reference` for files,
   * `copy` for pictures in memory.
   */
  originals?: OriginalsKept;
  /**
   * At the end of the run, removes pictures whose files are gone from the folders of the
   * run. Where more than half of a folder's files are gone, nothing is removed: the disk
   * may be missing. `force` removes them even then. Default false.
   *
   * A picture that also has another place stays. One that moved out of the folders leaves
   * the index with what people said of it, so index its new place first.
   */
  prune?: boolean | "force";
  /** Stops the run after the pictures under way. Finished pictures stay indexed. */
  signal?: AbortSignal;
}

/** Running totals, carried by every event. */
export interface IndexProgress {
  /** Pictures handled so far: the sum of the four counters below. */
  done: number;
  /** Number of all pictures, once known. */
  total: number | undefined;
  /** New pictures. */
  added: number;
  /** Known pictures that gained a source or new metadata. */
  updated: number;
  /** Files that have not changed since they were indexed. */
  unchanged: number;
  failed: number;
  elapsedMs: number;
}

/** What `index()` yields, in the order of the source. */
export type IndexEvent =
  | { type: "started"; progress: IndexProgress }
  | { type: "added" | "updated" | "unchanged"; id: string; name: string; progress: IndexProgress }
  | { type: "failed"; name: string; error: RevimgError; progress: IndexProgress }
  /** A problem that lost no picture, such as a sidecar that is not JSON. */
  | { type: "warning"; name: string; error: RevimgError; progress: IndexProgress }
  /**
   * Comes after the pictures, with models that take their tags from a vocabulary, and
   * only when there is something to do. `labels`: the words are made ready, once for a
   * model. `pictures`: the pictures that lack their tags get them.
   */
  | {
      type: "tagging";
      step: "labels" | "pictures";
      done: number;
      total: number;
      progress: IndexProgress;
    }
  /**
   * With `prune`, before a folder's pictures are removed: of the `total` files that the
   * index knows in it, so many are `gone`. `refused`: nothing will be removed, because
   * more than half are gone.
   */
  | {
      type: "pruning";
      folder: string;
      gone: number;
      total: number;
      refused: boolean;
      progress: IndexProgress;
    }
  /** So many pictures left the index. */
  | { type: "pruned"; folder: string; removed: number; progress: IndexProgress }
  | { type: "finished"; progress: IndexProgress; failures: IndexFailure[] };

export interface IndexFailure {
  name: string;
  code: RevimgError["code"];
  reason: string;
}
