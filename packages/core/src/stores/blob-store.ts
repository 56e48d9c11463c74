import type { CallOptions } from "./vector-store.js";

/**
 * Keeps pictures and thumbnails under keys such as `thumbnails/3f/3fa4….jpg`. A key has
 * 1 to 512 characters of A-Z, a-z, 0-9, `.`, `-`, `_` and `/`. None of its parts is
 * empty, `.` or `..`. The rules of `VectorStore` on batches, repetition, signals,
 * errors, concurrency and closing hold here too.
 */
export interface BlobStore extends AsyncDisposable {
  /** Short name for messages, such as `"fs"`. */
  readonly name: string;
  /** Where the blobs are, for people: a path, or a URL without user, password and query. */
  readonly location?: string;
  readonly capabilities: BlobStoreCapabilities;

  /**
   * Stores bytes and replaces what was there. Readers see the old bytes or the new
   * ones, never a part. The bytes are durable when it resolves. A stream is read once,
   * in memory that does not grow with its length. When a stream fails, nothing is
   * stored. With `ifAbsent`, bytes already there stay. Resolves to whether it wrote.
   * Rejects with `disk_full` when there is no room.
   */
  put(key: string, body: BlobBody, options?: PutBlobOptions & CallOptions): Promise<boolean>;

  /**
   * The bytes (all, or a range), or null when nothing is under the key. Bytes are read
   * only when the stream is read.
   */
  get(key: string, options?: { range?: ByteRange } & CallOptions): Promise<StoredBlob | null>;

  stat(key: string, options?: CallOptions): Promise<BlobStat | null>;

  /** Removes blobs. Absent keys are no error. */
  delete(keys: readonly string[], options?: CallOptions): Promise<void>;

  /** Every key that starts with `prefix` (default: all), once, in no particular order. */
  list(options?: { prefix?: string } & CallOptions): AsyncIterable<string>;

  /**
   * An address where a browser can fetch the bytes for `expiresInSeconds` (default
   * 3,600). Stores that can't give one lack this method.
   */
  url?(key: string, options?: { expiresInSeconds?: number } & CallOptions): Promise<string>;

  close(): Promise<void>;
}

export interface BlobStoreCapabilities {
  /** Whether `stat` knows the content type given to `put`. */
  readonly contentType: boolean;
  /** Most keys of one `delete`. */
  readonly maxBatch: number;
}

export type BlobBody = Uint8Array | ReadableStream<Uint8Array>;

export interface PutBlobOptions {
  /** MIME type, such as `image/jpeg`. */
  contentType?: string;
  /** Leaves bytes that are there as they are. */
  ifAbsent?: boolean;
}

/** First and last byte, both included, as in HTTP. A last byte beyond the end means the end. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface StoredBlob {
  stream: ReadableStream<Uint8Array>;
  /** Describes the whole blob, whatever the range. */
  stat: BlobStat;
}

export interface BlobStat {
  /** Bytes. */
  size: number;
  /** MIME type, or null where the store does not keep it. */
  contentType: string | null;
}
