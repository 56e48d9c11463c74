import type { ImageFilter } from "../stores/image-filter.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { TagCount } from "../stores/metadata-store.js";
import type { CallOptions } from "../stores/vector-store.js";
import type { ImageChanges, ImageList, ListOptions, TagsOptions } from "./collection.js";
import type { ImageComparison } from "./comparing.js";
import type { CopyMark, DuplicatesEvent, DuplicatesOptions } from "./duplicates.js";
import type { IndexEvent, IndexOptions, IndexSource } from "./indexing.js";
import type { KeptVectors, ReindexEvent, ReindexOptions } from "./reindex.js";
import type { ImageInput, SearchQuery } from "./search-query.js";
import type { SearchResult } from "./search-result.js";
import type { RevimgSettings } from "./settings.js";
import type { RevimgStats } from "./stats.js";
import type { RevimgUploads } from "./uploads.js";
import type { VerifyEvent, VerifyOptions } from "./verify-events.js";
import type { WatchEvent, WatchOptions } from "./watching.js";

export interface EmbedCallOptions extends CallOptions {
  /** Milliseconds in which the answer must come, else `overloaded`. Default: no limit. */
  deadlineMs?: number;
}

/** Which bytes of a picture `readImage` hands out. */
export interface ReadImageOptions extends CallOptions {
  /** `thumbnail`: JPEG, at most 320 pixels a side, without the original's metadata. Default `original`. */
  variant?: "original" | "thumbnail";
  /** First and last byte, both included. */
  range?: { start: number; end: number };
}

/** Which address of a picture `imageUrl` hands out. */
export interface ImageUrlOptions extends Pick<ReadImageOptions, "variant" | "signal"> {
  /** Seconds for which an address that the store signs must work, 1 to 604,800. Default 3,600. */
  expiresInSeconds?: number;
}

/** What is known of a picture's bytes without reading them. */
export interface ImageStat {
  /** Bytes of the whole picture, whatever the range. */
  size: number;
  mimeType: string;
  /** Changes with the bytes: the content hash and the variant, without quotes. */
  etag: string;
}

export interface ImageContent extends ImageStat {
  stream: ReadableStream<Uint8Array>;
}

/** The model of an open index. */
export interface RevimgModel {
  /** Name and version, such as `"mini-2"` or `"clip-vit-b32"`. */
  readonly id: string;
  /** Length of its vectors. */
  readonly dimension: number;
  /** Whether `embedTexts` can be called. */
  readonly readsText: boolean;
}

/**
 * An open index of pictures. Methods may be called concurrently. Each takes a `signal`,
 * and rejects with the signal's reason when it is aborted. After `close()` every method
 * rejects with `disposed`.
 */
export interface Revimg extends AsyncDisposable {
  /** The model that searches use now; another one after `reindex`. */
  readonly model: RevimgModel;

  /** What people configure while the index is in use, such as the keys of the HTTP server. */
  readonly settings: RevimgSettings;

  /** Pictures that wait in the blob store until they are indexed. */
  readonly uploads: RevimgUploads;

  /**
   * Indexes pictures and reports on each. Nothing happens until the iteration starts.
   * Breaking out of it, or aborting `signal`, stops cleanly; the same call continues
   * from there later. One bad picture never ends a run; it gives a `failed` event. The
   * run rejects when a store fails, when an item's `read` throws an error that is no
   * `RevimgError`, and with `invalid_input` for a wrong option.
   */
  index(source: IndexSource, options?: IndexOptions): AsyncGenerator<IndexEvent, void, undefined>;

  /**
   * Keeps the index current with folders: indexes them, and then what changes in them.
   * New and written files are indexed when they have been quiet for a while, moved files
   * keep their pictures, and pictures whose files are gone leave by the rules of `prune`.
   * Goes on until `signal` is aborted, and then rejects with its reason after the
   * pictures under way; a `break` ends it too. Rejects when a store fails, or with
   * `invalid_input` for a wrong option.
   */
  watch(
    folders: string | URL | readonly (string | URL)[],
    options?: WatchOptions,
  ): AsyncGenerator<WatchEvent, void, undefined>;

  /**
   * Finds the indexed pictures most similar to what the query asks for, and the
   * keywords that explain them.
   *
   * Rejects with `invalid_input` when the query is not valid; with
   * `image_decode_failed`, `image_too_large`, `unsupported` or `not_found` when a
   * picture can't be read or an id is not indexed; with `forbidden_url` when an address
   * may not be fetched, and `fetch_failed` when it can't be; with `unsupported` on a
   * text when the model can't read.
   */
  search(query: SearchQuery, options?: EmbedCallOptions): Promise<SearchResult>;

  /**
   * Whether `copy` is the picture `original`, and what was done to it. Neither needs to
   * be indexed. `compareImages` is the same without an index. Rejects as `search` does.
   */
  compare(
    original: ImageInput,
    copy: ImageInput,
    options?: EmbedCallOptions,
  ): Promise<ImageComparison>;

  /** The vector of a picture. Shape [dimension], L2 norm 1. Rejects as `search` does. */
  embedImage(image: ImageInput, options?: EmbedCallOptions): Promise<Float32Array>;

  /**
   * The vectors of texts, in their order. Each has shape [dimension] and L2 norm 1.
   * Compare them with those of pictures by cosine: a text and a picture that match have
   * about 0.2 to 0.35, as with CLIP. Rejects with `unsupported` when the model can't
   * read.
   */
  embedTexts(texts: readonly string[], options?: EmbedCallOptions): Promise<Float32Array[]>;

  /**
   * One picture's row with sources and tags, or null. Half indexed and half deleted
   * pictures give null.
   */
  get(id: string, options?: CallOptions): Promise<ImageRecord | null>;

  /**
   * The bytes of a picture, or null when the id is unknown. Rejects with `not_found`
   * when the original was not kept, or when its file has changed or moved since it was
   * indexed.
   */
  readImage(id: string, options?: ReadImageOptions): Promise<ImageContent | null>;

  /**
   * What `readImage` would tell of the bytes, without opening them: enough to answer a
   * conditional request, or to choose a range. Rejects as `readImage` does.
   */
  statImage(
    id: string,
    options?: Pick<ReadImageOptions, "variant" | "signal">,
  ): Promise<ImageStat | null>;

  /**
   * An address where a browser gets the bytes from the blob store itself: signed for some
   * time, or at the CDN that the store names. Who has it needs no other right. Null when
   * the id is unknown, when the store gives no addresses, and when it has no copy.
   */
  imageUrl(id: string, options?: ImageUrlOptions): Promise<string | null>;

  /** A page of the pictures in the index, the newest first unless `sort` and `order` say otherwise. */
  list(options?: ListOptions): Promise<ImageList>;

  /**
   * The tags that most pictures carry, with how many do, the most used first. Pictures
   * that failed or are half indexed count too.
   */
  tags(options?: TagsOptions): Promise<TagCount[]>;

  /**
   * Changes what people say of a picture: its title, tags, attributes and places on the
   * web. Resolves to its row afterwards, or null when the id is unknown. Rejects with
   * `invalid_input` for changes that mean nothing; then nothing is changed.
   */
  update(id: string, changes: ImageChanges, options?: CallOptions): Promise<ImageRecord | null>;

  /**
   * Removes pictures, first from every search, then from the stores: those with these
   * ids, or all that a filter matches, also half indexed and failed ones. Resolves to
   * how many there were.
   */
  delete(what: readonly string[] | { filter: ImageFilter }, options?: CallOptions): Promise<number>;

  /**
   * Groups of pictures that are copies of one another, over the whole index, each with the
   * one to keep. The newest pictures are looked at first, so the groups of new pictures
   * come first. Memory does not grow with the collection, but for 16 bytes a picture in a
   * group. Pictures that people called different are never in one group.
   *
   * A run that ends by `limit` or `maxMs` goes on by its `nextCursor`. Rejects with
   * `invalid_input` for wrong options, and with `store_failed` when a store does not answer.
   */
  duplicates(options?: DuplicatesOptions): AsyncGenerator<DuplicatesEvent, void, undefined>;

  /**
   * Remembers what a person says of every two of these pictures (2 to 100 ids); null
   * forgets it. Pictures called `different` are never shown as duplicates, and a search
   * with one of them calls the others `similar`. A group in which every two are called
   * `same` is not shown again. A picture has at most 500 such marks. They are kept in its
   * attribute `revimg:copies` and go where its row goes: backups, exports, other stores.
   *
   * Rejects with `not_found` for an unknown id, and with `invalid_input` for too many marks.
   */
  markCopies(ids: readonly string[], mark: CopyMark | null, options?: CallOptions): Promise<void>;

  stats(options?: CallOptions): Promise<RevimgStats>;

  /**
   * Compares rows, vectors, pictures and thumbnails with each other and reports what
   * does not fit. With `repair`, it mends that too. Searches go on meanwhile. Memory
   * does not grow with the collection.
   */
  verify(options?: VerifyOptions): AsyncGenerator<VerifyEvent, void, undefined>;

  /**
   * Moves the index to another model: embeds its pictures with it, into a space of their
   * own beside the live one, then switches at once. Searches go on throughout, with the
   * one model or the other. A model that gives no tags leaves the tags of the one before. The move can be stopped, or killed, at any time; the same call goes
   * on from there. The vectors of the model before are kept until `dropVectors`.
   *
   * Rejects with `invalid_input` when a move to a third model has begun, and as
   * `createRevimg` does when the model can't be loaded.
   */
  reindex(options: ReindexOptions): AsyncGenerator<ReindexEvent, void, undefined>;

  /** Which models have vectors here that no search uses, and that `dropVectors` removes. */
  keptVectors(options?: CallOptions): Promise<KeptVectors>;

  /**
   * Removes vectors that no search uses: of models that the index had before
   * (`previous`), or of a move that was begun and is given up (`unfinished`). Resolves to
   * how many models that concerns. No other process may be at work on that move.
   */
  dropVectors(which: "previous" | "unfinished", options?: CallOptions): Promise<number>;

  /**
   * Publishes the address where this index is served. Another process that finds the
   * index locked can name the address in its error.
   */
  announce(url: string): Promise<void>;

  /**
   * Finishes what is under way and releases the index. Its threads end within seconds, unless
   * another index of this process takes them. A second call does nothing.
   */
  close(): Promise<void>;
}
