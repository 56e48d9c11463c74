import type { RevimgError } from "../lib/errors.js";
import type { OriginalsKept } from "../stores/image-record.js";

/**
 * A picture handed over in memory (`bytes`), or named by its file (`path`), its address
 * on the web (`url`) or the key of an upload (`upload`). It has one of the four. Also the
 * shape of a sidecar's fields.
 */
export interface IndexItem {
  /** The encoded picture (JPEG, PNG, WebP, …). */
  bytes?: Uint8Array;
  /**
   * Address from which the picture is fetched, http or https. The option `urls` of
   * `createRevimg` says which ones may be. It becomes the picture's `sourceUrl`.
   */
  url?: string | URL;
  /**
   * What `uploads.put` gave for the picture. It is read when its turn comes, and stays
   * where it is: remove it with `uploads.delete`.
   */
  upload?: string;
  /**
   * Path of the picture's file. What the item says comes before what the files beside it
   * say. Of a folder, all its pictures are meant. Beside `bytes`, `url` or `upload` it says
   * nothing.
   */
  path?: string | URL;
  /**
   * With `path`: the highest folder in which tables such as `metadata.csv` count. Default:
   * the file's own.
   */
  root?: string;
  /**
   * Fetches the bytes of `url` in place of revimg, so that `url` may be of another kind,
   * such as `s3://bucket/key`. A `RevimgError` fails this picture, any other error ends
   * the run. It may be called again after an error that is `retryable`, and by several
   * items at once.
   */
  read?: (options: ReadItemOptions) => Promise<Uint8Array>;
  /**
   * With `read`: a mark that changes with the bytes. A picture that was indexed with the
   * same mark is not read again.
   */
  etag?: string;
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

/** A picture's file. `listPictures` gives such; `root` keeps what tables above it say. */
export interface IndexFile extends Omit<IndexItem, "bytes" | "url" | "upload" | "read" | "etag"> {
  path: string;
}

export interface ReadItemOptions {
  signal: AbortSignal;
  /** A picture with more is refused with `image_too_large`; do not read further than that. */
  maxBytes: number;
}

/**
 * Something of a source that is no picture, such as a wrong line of a list. It becomes a
 * `failed` event, or a `warning` if it lost no picture.
 */
export interface SourceProblem {
  /** What the event calls it, such as `"pictures.csv, line 7"`. */
  name: string;
  error: RevimgError;
  isWarning?: boolean;
}

/**
 * One thing to index. A text is a web address when it begins with `http://` or
 * `https://`. Else it is the path of a file or folder, or a pattern of paths such as
 * `photos/**.jpg` if there is nothing at such a path.
 */
export type IndexEntry = string | URL | IndexItem | SourceProblem;

/**
 * One thing to index, a list, or a stream. A list may hold streams too, such as
 * `readPictureList()`; they are read ahead to count their pictures, so a stream of
 * pictures in memory should be handed over by itself.
 */
export type IndexSource =
  | string
  | URL
  | Iterable<IndexEntry | AsyncIterable<IndexEntry>>
  | AsyncIterable<IndexEntry>;

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
  /**
   * Reads pictures again over which the decoder crashed or hung before. They are set aside
   * after two tries, and otherwise only read again when their file changes. Default false.
   */
  retrySetAside?: boolean;
  /** How pictures are fetched that are named by their addresses. */
  downloads?: DownloadOptions;
  /** Stops the run after the pictures under way. Finished pictures stay indexed. */
  signal?: AbortSignal;
}

/**
 * How pictures are fetched that are named by their addresses. The option `urls` of
 * `createRevimg` limits the time of each, and `limits.maxBytes` its size.
 */
export interface DownloadOptions {
  /**
   * Pictures fetched at once, 1 to 256. So many may be in memory while they wait for the
   * decoder. Default 16.
   */
  concurrency?: number;
  /** Pictures fetched from one host at once, 1 to 256. Default 2. */
  perHost?: number;
  /**
   * Least milliseconds between the starts of two fetches from one host, 0 to 600,000.
   * Default 0. A site may ask for seconds in its robots.txt (`Crawl-delay`); whether to
   * heed it is your choice.
   */
  hostDelayMs?: number;
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
  /** Encoded bytes of the pictures handled so far, less those of failures that were not read. */
  bytes: number;
  elapsedMs: number;
  /**
   * Pictures a second over the last ten seconds. Times in which the consumer of the events
   * paused for a second or more do not count. Undefined in the first second.
   */
  picturesPerSecond: number | undefined;
  /** Milliseconds until the pictures are done at that rate; undefined while unknown. */
  remainingMs: number | undefined;
  /** How many pictures are at each stage. */
  queues: IndexQueues;
}

/** Pictures between the source and the stores. */
export interface IndexQueues {
  /** Found in the source, and not looked at yet. */
  listed: number;
  /** Being fetched, read, decoded and embedded. */
  reading: number;
  /** Waiting to be written, or being written. */
  writing: number;
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
