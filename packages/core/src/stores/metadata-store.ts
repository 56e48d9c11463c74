import type { StoreFilter } from "./filter.js";
import type { ImageRecord, ImageStatus } from "./image-record.js";
import type { PictureLeases, WriteOptions } from "./picture-leases.js";
import type { SourcePlace } from "./same-source.js";
import type { CallOptions, Page, PageRequest } from "./vector-store.js";

/**
 * Keeps what is known about each picture (rows, sources, tags) and the index's
 * manifest. The rules of `VectorStore` on batches, repetition, signals, errors,
 * concurrency and closing hold here too. Core makes sure that texts are well-formed
 * Unicode without NUL characters.
 */
export interface MetadataStore extends PictureLeases, AsyncDisposable {
  /** Short name for messages, such as `"sqlite"`. */
  readonly name: string;
  /** Where the rows are, for people: a path, or a URL without user, password and query. */
  readonly location?: string;
  readonly capabilities: MetadataStoreCapabilities;

  /**
   * Opens `collection`, a named set of pictures, for the other methods. It creates or
   * migrates the tables. Before it, the other methods reject with `invalid_input`. A
   * name is 1 to 63 characters of a-z, 0-9, - and _, beginning with a letter or digit.
   * Collections of one server know nothing of each other. Any number of processes may
   * open the same one at once. Rejects with `index_mismatch` when its tables are of a
   * newer format.
   */
  open(options: { collection: string } & CallOptions): Promise<void>;

  /** A value of the manifest, or null. */
  getMeta(key: string, options?: CallOptions): Promise<string | null>;

  /**
   * Sets a value of the manifest. With `expected` (null: "absent"), sets it only if the
   * present value equals it. Resolves to whether it was set. Of several callers with
   * the same `expected`, one gets true.
   */
  setMeta(
    key: string,
    value: string,
    options?: CallOptions & { expected?: string | null },
  ): Promise<boolean>;

  /** A number that grows with every commit that changes what a search may return. */
  revision(options?: CallOptions): Promise<number>;

  /**
   * Adds or merges pictures, all of them or none. No id is twice in one call.
   *
   * For an id already there, the row's fields and the tags are replaced, and the
   * sources are merged. New sources are added, and known ones are replaced. Sources
   * that the call does not name stay, before those it names. If it names one twice, the
   * last counts. Fields of a source come back as they were put: absent `tags` stay
   * absent, and an empty list an empty list.
   *
   * Two sources are the same when their `path` is; without a path, when their `url` is;
   * without both, when their `pageUrl` is. Two sources without the three are the same.
   *
   * A path may lead to several pictures. A file whose content changed shows another
   * picture than before, and the old one is removed later.
   */
  put(records: readonly ImageRecord[], options?: WriteOptions): Promise<void>;

  /**
   * The rows in the order of `ids`; null where there is none. Sources come in the order
   * in which they were last put, tags by descending confidence, then by name.
   */
  get(ids: readonly string[], options?: GetOptions): Promise<(ImageRecord | null)[]>;

  /**
   * The signatures of pictures as bytes, in the order of `ids`; null where there is no
   * picture or no signature.
   */
  signatures(ids: readonly string[], options?: CallOptions): Promise<(Uint8Array | null)[]>;

  /** The picture with these bytes, in the order of `hashes`; null where there is none. */
  findByHash(hashes: readonly string[], options?: CallOptions): Promise<(ImageRecord | null)[]>;

  /**
   * The pictures that have a source at this path, in the order of `paths`; an empty
   * list where there is none. Pictures of one path are sorted by the bytes of their
   * ids.
   */
  findByPath(paths: readonly string[], options?: CallOptions): Promise<ImageRecord[][]>;

  /**
   * The pictures that have a source without a path at this URL, in the order of `urls`;
   * otherwise as `findByPath`.
   */
  findByUrl(urls: readonly string[], options?: CallOptions): Promise<ImageRecord[][]>;

  /**
   * Removes one source of a picture: the one that `put` takes for the same. An absent
   * one is no error. Resolves to the number of sources left.
   */
  removeSource(id: string, source: SourcePlace, options?: WriteOptions): Promise<number>;

  /** Sets the status of rows. `indexed` also sets `indexedAt` to now. Absent ids are no error. */
  setStatus(ids: readonly string[], status: ImageStatus, options?: WriteOptions): Promise<void>;

  /** Removes rows with their sources and tags. Absent ids are no error. */
  delete(ids: readonly string[], options?: WriteOptions): Promise<void>;

  /** Ids of pictures, a page at a time. A status and a filter narrow them where they are given. */
  scan(page: MetadataPageRequest & CallOptions): Promise<Page>;

  /**
   * Ids of pictures in an order that people choose, a page at a time; a page may have
   * fewer than asked for. A picture that stays as it is is listed once, whatever happens
   * to others between two pages.
   */
  list(request: MetadataListRequest & CallOptions): Promise<MetadataListPage>;

  /** How many pictures carry each tag, 0 where none does. Pictures of every status count. */
  tagCounts(tags: readonly string[], options?: CallOptions): Promise<Map<string, number>>;

  /**
   * The tags that most pictures carry, of those that begin with `prefix`: by descending
   * count, then by the bytes of the tag. Tags that no picture carries are left out. Pictures
   * of every status count.
   */
  topTags(request: TopTagsRequest & CallOptions): Promise<TagCount[]>;

  stats(options?: CallOptions): Promise<{
    count: Record<ImageStatus, number>;
    /** Bytes on disk, or null when they are unknown. */
    bytes: number | null;
  }>;

  /** Removes the open collection with everything in it. Only `open` and `close` may follow. */
  drop(options?: CallOptions): Promise<void>;

  /** Also gives back the leases that were taken through this store and are still held. */
  close(): Promise<void>;
}

export interface MetadataStoreCapabilities {
  /** Whether `scan` understands `filter`. Where it does not, core reads the rows and filters them. */
  readonly filter: boolean;
  /** Most records, ids, hashes, paths or tags of one call. Core splits longer lists. */
  readonly maxBatch: number;
  /**
   * Milliseconds for which core takes a lease. A process that dies keeps others from
   * its pictures for so long. A process that stands still for half of it begins its batch
   * again.
   */
  readonly leaseMs: number;
}

export interface GetOptions extends CallOptions {
  /**
   * Default true. When false, `signature` is null in every record. It is most of a
   * record's bytes, and few callers read it.
   */
  signatures?: boolean;
}

export interface MetadataPageRequest extends PageRequest {
  status?: ImageStatus;
  /** See `StoreFilter`; sent only to stores with `capabilities.filter`. */
  filter?: StoreFilter;
}

/**
 * What a list is sorted by. `date`: `createdAt`. `name`: `filename`, by its UTF-8 bytes.
 * `size`: `fileSize`.
 */
export type ListSort = "date" | "name" | "size";

export interface MetadataListRequest {
  sort: ListSort;
  /** Pictures of one value are sorted by the bytes of their ids, in the same direction. */
  descending: boolean;
  /** The place where the page before ended, or null for the first page. */
  after: ListPlace | null;
  pageSize: number;
  status?: ImageStatus;
  /** See `StoreFilter`; sent only to stores with `capabilities.filter`. */
  filter?: StoreFilter;
}

export interface TopTagsRequest {
  /** What the tags begin with, letter by letter; empty for all tags. */
  prefix: string;
  /** Most tags of the answer, at least 1. */
  limit: number;
}

/** How many pictures carry a tag. */
export interface TagCount {
  tag: string;
  /** At least 1. */
  count: number;
}

/** A place in a list: what the picture there is sorted by, and its id. */
export interface ListPlace {
  value: number | string;
  id: string;
}

export interface MetadataListPage {
  ids: string[];
  /** Null for the last page. */
  next: ListPlace | null;
}
