import type { CallOptions } from "./vector-store.js";

/**
 * Keeps pictures and thumbnails under keys such as
 * `thumbnails/3f/3fa4….webp`. The rules of `VectorStore` on signals, errors,
 * concurrency and closing hold here too.
 */
export interface BlobStore extends AsyncDisposable {
  readonly name: string;

  /**
   * Stores bytes, replacing what was there. Readers see the old bytes or the
   * new ones, never a part; durable when it resolves. Rejects with `disk_full`
   * when there is no room.
   */
  put(
    key: string,
    bytes: Uint8Array,
    options?: { contentType?: string } & CallOptions,
  ): Promise<void>;

  /** The bytes (all, or `range`, both ends included), or null when there is nothing under the key. */
  get(
    key: string,
    options?: { range?: { start: number; end: number } } & CallOptions,
  ): Promise<{ stream: ReadableStream<Uint8Array>; stat: BlobStat } | null>;

  stat(key: string, options?: CallOptions): Promise<BlobStat | null>;

  /** Absent keys are no error. */
  delete(keys: readonly string[], options?: CallOptions): Promise<void>;

  /** Every key that starts with `prefix`, in no particular order. */
  list(options?: { prefix?: string } & CallOptions): AsyncIterable<string>;

  close(): Promise<void>;
}

export interface BlobStat {
  /** Bytes. */
  size: number;
}
