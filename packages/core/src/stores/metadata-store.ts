import type { ImageRecord, ImageSource, ImageStatus } from "../types.js";
import type { CallOptions } from "./vector-store.js";

/**
 * Keeps what is known about each picture (rows, sources, tags) and the index's
 * manifest. The rules of `VectorStore` on batches, signals, errors, concurrency
 * and closing hold here too.
 */
export interface MetadataStore extends AsyncDisposable {
  readonly name: string;
  /** `maxBatch`: most records, ids, hashes or paths of one call; core splits what is more. */
  readonly capabilities: { readonly maxBatch: number };

  /** Creates or migrates the tables. Rejects with `index_mismatch` when they are of a newer format. */
  open(options?: CallOptions): Promise<void>;

  /** A value of the manifest, or null. */
  getMeta(key: string, options?: CallOptions): Promise<string | null>;

  /**
   * Sets a value of the manifest. With `expected` (null: "absent"), only if the
   * present value equals it; resolves to whether it was set.
   */
  setMeta(
    key: string,
    value: string,
    options?: CallOptions & { expected?: string | null },
  ): Promise<boolean>;

  /** A number that grows with every commit that changes what a search may return. */
  revision(options?: CallOptions): Promise<number>;

  /**
   * Adds or merges pictures. For an id already there: the row's fields are
   * replaced, `sources` that are new are added (a source is the same when its
   * `url` and `path` are), those known are refreshed, and tags of the origins
   * named in the record are replaced. Nothing else is lost.
   */
  put(records: readonly ImageRecord[], options?: CallOptions): Promise<void>;

  /** In the order of `ids`; null where there is none. */
  get(ids: readonly string[], options?: CallOptions): Promise<(ImageRecord | null)[]>;

  /** The picture with these bytes, in the order of `hashes`; null where there is none. */
  findByHash(hashes: readonly string[], options?: CallOptions): Promise<(ImageRecord | null)[]>;

  /** The picture that has a source at this path, in the order of `paths`; null where there is none. */
  findByPath(paths: readonly string[], options?: CallOptions): Promise<(ImageRecord | null)[]>;

  /** Takes one source away from a picture; absent ones are no error. Resolves to the sources left. */
  removeSource(
    id: string,
    source: Pick<ImageSource, "path" | "url">,
    options?: CallOptions,
  ): Promise<number>;

  setStatus(ids: readonly string[], status: ImageStatus, options?: CallOptions): Promise<void>;

  /** Removes rows with their sources and tags. Absent ids are no error. */
  delete(ids: readonly string[], options?: CallOptions): Promise<void>;

  /** Ids after `after` (null: from the start) in ascending order, a page at a time; empty at the end. */
  scan(
    page: { after: string | null; pageSize: number; status?: ImageStatus } & CallOptions,
  ): Promise<string[]>;

  /** How many pictures carry each tag, 0 where none does. */
  tagCounts(tags: readonly string[], options?: CallOptions): Promise<Map<string, number>>;

  stats(options?: CallOptions): Promise<{
    count: Record<ImageStatus, number>;
    /** Bytes on disk, or null where that can't be told. */
    bytes: number | null;
  }>;

  close(): Promise<void>;
}
