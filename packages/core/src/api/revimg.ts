import type { ImageRecord } from "../stores/image-record.js";
import type { CallOptions } from "../stores/vector-store.js";
import type { IndexEvent, IndexOptions, IndexSource } from "./indexing.js";
import type { ImageInput, SearchQuery } from "./search-query.js";
import type { SearchResult } from "./search-result.js";
import type { RevimgStats } from "./stats.js";
import type { VerifyEvent, VerifyOptions } from "./verify-events.js";

export interface EmbedCallOptions extends CallOptions {
  /** Milliseconds in which the answer must be there, else `overloaded`. Default: as long as it takes. */
  deadlineMs?: number;
}

/** Which bytes of a picture `readImage` hands out. */
export interface ReadImageOptions extends CallOptions {
  /** `thumbnail`: JPEG, at most 320 pixels a side, without the original's metadata. Default `original`. */
  variant?: "original" | "thumbnail";
  /** First and last byte, both included. */
  range?: { start: number; end: number };
}

export interface ImageContent {
  stream: ReadableStream<Uint8Array>;
  /** Bytes of the whole picture, whatever the range. */
  size: number;
  mimeType: string;
  /** Changes with the bytes: the content hash, and the variant. Without quotes. */
  etag: string;
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
 * An open index of pictures. Methods may be called concurrently; each takes a
 * `signal` and rejects with its reason when it is aborted. After `close()` every
 * method rejects with `disposed`.
 */
export interface Revimg extends AsyncDisposable {
  readonly model: RevimgModel;

  /**
   * Indexes pictures and reports on each. Nothing happens until the iteration
   * starts; breaking out of it, or aborting `signal`, stops cleanly, and the same
   * call goes on from there later. One bad picture never ends a run: it is a
   * `failed` event. The run itself rejects only when a store fails.
   */
  index(source: IndexSource, options?: IndexOptions): AsyncGenerator<IndexEvent, void, undefined>;

  /**
   * The indexed pictures most similar to what the query asks for, and the
   * keywords that explain them. Rejects with `invalid_input` on a query that can't
   * be one; with `image_decode_failed`, `image_too_large`, `unsupported` or
   * `not_found` on a picture that can't be read or an id that is not indexed; with
   * `forbidden_url` or `fetch_failed` on an address that may not or can't be fetched;
   * with `unsupported` on a text where the model can't read.
   */
  search(query: SearchQuery, options?: EmbedCallOptions): Promise<SearchResult>;

  /** The vector of a picture. Shape [dimension], L2 norm 1. Rejects as `search` does. */
  embedImage(image: ImageInput, options?: EmbedCallOptions): Promise<Float32Array>;

  /**
   * The vectors of texts, in their order, comparable with those of pictures by
   * cosine (of matching ones about 0.2 to 0.35, as CLIP's are). Each of shape
   * [dimension], L2 norm 1. Rejects with `unsupported` when the model can't read.
   */
  embedTexts(texts: readonly string[], options?: EmbedCallOptions): Promise<Float32Array[]>;

  /** One picture's row with sources and tags, or null. Pictures half indexed or half deleted are null. */
  get(id: string, options?: CallOptions): Promise<ImageRecord | null>;

  /**
   * The bytes of a picture, or null when the id is unknown. Rejects with
   * `not_found` when the original was not kept, or its file has changed or
   * moved since it was indexed.
   */
  readImage(id: string, options?: ReadImageOptions): Promise<ImageContent | null>;

  /** Removes pictures: at once from every search, then from the stores. Resolves to how many there were. */
  delete(ids: readonly string[], options?: CallOptions): Promise<number>;

  stats(options?: CallOptions): Promise<RevimgStats>;

  /**
   * Compares rows, vectors, pictures and thumbnails with each other and reports
   * what does not fit; with `repair`, mends it. Searches go on meanwhile. Memory
   * does not grow with the collection.
   */
  verify(options?: VerifyOptions): AsyncGenerator<VerifyEvent, void, undefined>;

  /**
   * Tells other processes that find this index locked where it is served, so
   * that their error can name the address.
   */
  announce(url: string): Promise<void>;

  /** Finishes what is under way and releases the index. Twice is a no-op. */
  close(): Promise<void>;
}
