import type { KeyRecord, NewKeyResponse } from "../guard/key-routes.js";
import type { ConfigurationSetting } from "../host-options.js";
import type { ComparisonResponse } from "../wire/comparison.js";
import type { DuplicatesRequest, DuplicatesResponse } from "../wire/duplicates.js";
import type { HealthResponse } from "../wire/health.js";
import type { ImageListResponse, IndexedImage } from "../wire/indexed-image.js";
import type { Job } from "../wire/jobs.js";
import type {
  FailureListResponse,
  KeptVectorsResponse,
  SourceListResponse,
} from "../wire/owner.js";
import type { DeadLetterRecord, QueueResponse } from "../wire/queue.js";
import type { FilterRequest } from "../wire/search-request.js";
import type { SearchResponse } from "../wire/search-response.js";
import type { StatsResponse } from "../wire/stats.js";
import type { TagsResponse } from "../wire/tags.js";
import type { Picture, SearchRequest } from "./search-body.js";
import type { UploadProgress } from "./upload-progress.js";

export interface CallOptions {
  /** Stops the request; the call rejects with its reason. */
  signal?: AbortSignal;
}

export interface UploadOptions extends CallOptions {
  /**
   * Called while a picture is sent. Browsers tell only the beginning; Node, Deno and Bun
   * tell every 64 KiB.
   */
  onUploadProgress?: (progress: UploadProgress) => void;
}

export interface ListRequest {
  sort?: "date" | "name" | "size";
  order?: "ascending" | "descending";
  /** Pictures a page, 1 to 500; 50 if not given. */
  limit?: number;
  cursor?: string;
  filter?: FilterRequest;
}

/** What is said of a picture that is added. */
export interface Description {
  title?: string;
  author?: string;
  license?: string;
  tags?: string[];
  source_url?: string;
  page_url?: string;
  /** Values of your own, to filter by. */
  attributes?: Record<string, unknown>;
}

/** A picture on the web, which the server fetches. */
export type ImageAddress = { url: string } & Omit<Description, "source_url">;

export interface Changes {
  title?: string | null;
  tags?: string[];
  attributes?: Record<string, unknown>;
  sources?: (Omit<Description, "tags" | "source_url" | "attributes"> & { url?: string })[];
}

export interface NewKeyRequest {
  label: string;
  scopes: ("read" | "write" | "admin")[];
  /** Names of the collections that it opens; `["*"]` is all. Default: the index that keeps it. */
  collections?: string[];
  /** ISO 8601. Default: it does not expire. */
  expires_at?: string;
}

/**
 * A revimg server over HTTP. Names and values are those of the wire. Calls reject with
 * `RequestError`, whose `code` is the same as in the SDK.
 */
export interface RevimgClient {
  search(request: SearchRequest, options?: UploadOptions): Promise<SearchResponse>;
  /** The answers to a search, page after page. */
  searchPages(request: SearchRequest, options?: CallOptions): AsyncGenerator<SearchResponse>;
  /** Whether `copy` is the picture `original`, and what was done to it. */
  compare(original: Picture, copy: Picture, options?: UploadOptions): Promise<ComparisonResponse>;

  listImages(request?: ListRequest, options?: CallOptions): Promise<ImageListResponse>;
  /** All pictures of a list, page after page. */
  imagePages(request?: ListRequest, options?: CallOptions): AsyncGenerator<ImageListResponse>;
  /** Null for an unknown id. */
  getImage(id: string, options?: CallOptions): Promise<IndexedImage | null>;
  /** Address of the bytes. A server that guards reading answers it only with a key. */
  imageUrl(id: string, variant?: "original" | "thumbnail"): string;

  /** Adds one picture. `isNew`: false for one that was known. */
  addImage(
    picture: Picture | { url: string },
    description?: Description,
    options?: UploadOptions,
  ): Promise<{ image: IndexedImage; isNew: boolean }>;
  /** Adds several pictures in a job. What is said, is said of all that are sent. */
  addImages(
    pictures: readonly Picture[] | readonly ImageAddress[],
    description?: Description,
    options?: UploadOptions,
  ): Promise<Job>;
  /** The picture after the changes; null for an unknown id. */
  updateImage(id: string, changes: Changes, options?: CallOptions): Promise<IndexedImage | null>;
  /** False for an unknown id. */
  deleteImage(id: string, options?: CallOptions): Promise<boolean>;
  /** Resolves to how many there were. */
  deleteImages(
    what: { ids: string[] } | { filter: FilterRequest },
    options?: CallOptions,
  ): Promise<number>;

  /** Groups of copies. A page may be without groups: `duplicatePages` goes on to the last one. */
  duplicates(request?: DuplicatesRequest, options?: CallOptions): Promise<DuplicatesResponse>;
  duplicatePages(
    request?: DuplicatesRequest,
    options?: CallOptions,
  ): AsyncGenerator<DuplicatesResponse>;
  /** Remembers whether 2 to 100 pictures are the same or different; null forgets it. */
  markCopies(
    ids: readonly string[],
    mark: "same" | "different" | null,
    options?: CallOptions,
  ): Promise<void>;

  tags(
    request?: { prefix?: string; limit?: number },
    options?: CallOptions,
  ): Promise<TagsResponse["tags"]>;
  stats(options?: CallOptions): Promise<StatsResponse>;
  health(options?: CallOptions): Promise<HealthResponse>;

  /** The last jobs, the newest first. */
  jobs(options?: CallOptions): Promise<Job[]>;
  /** Null for an unknown id. */
  getJob(id: string, options?: CallOptions): Promise<Job | null>;
  /** The job as it is now, and after each change, until it has ended. */
  jobEvents(id: string, options?: CallOptions): AsyncGenerator<Job>;
  cancelJob(id: string, options?: CallOptions): Promise<Job>;

  /** A picture's own values; null for an unknown id. */
  getAttributes(id: string, options?: CallOptions): Promise<Record<string, unknown> | null>;

  /** What could not be indexed, and why. This and all below needs a key for admins. */
  listFailures(
    request?: { limit?: number; cursor?: string },
    options?: CallOptions,
  ): Promise<FailureListResponse>;
  /** Reads again what failed: these, or all. */
  retryFailures(request?: { ids?: string[] }, options?: CallOptions): Promise<Job>;

  /** Folders and buckets that the server can index. */
  listSources(options?: CallOptions): Promise<SourceListResponse>;
  indexSource(name: string, options?: CallOptions): Promise<Job>;
  /** What waits for workers; null for a server whose jobs do not go to workers. */
  queue(options?: CallOptions): Promise<QueueResponse | null>;
  /** Shards that were given up, the oldest first. */
  deadLetters(request?: { limit?: number }, options?: CallOptions): Promise<DeadLetterRecord[]>;
  /** Puts these back onto the queue. Resolves to how many shards these were. */
  retryDeadLetters(options?: CallOptions): Promise<number>;
  /**
   * Compares the stores with each other; with `repair`, mends them. With `bytes`, reads
   * every stored picture, too, and tells damaged ones.
   */
  verify(request?: { repair?: boolean; bytes?: boolean }, options?: CallOptions): Promise<Job>;
  /** Moves the index to another model. */
  reindex(
    request: { model: "mini" | "clip-vit-b32"; thumbnails?: boolean },
    options?: CallOptions,
  ): Promise<Job>;
  /** Models whose vectors are kept, although no search uses them. */
  keptVectors(options?: CallOptions): Promise<KeptVectorsResponse>;
  /**
   * Removes vectors of the models before, or of a move that is given up. Resolves to how many
   * models that concerns.
   */
  dropVectors(which: "previous" | "unfinished", options?: CallOptions): Promise<number>;
  /** Copies the index to where the server keeps its backups. */
  backUp(options?: CallOptions): Promise<Job>;
  configuration(options?: CallOptions): Promise<ConfigurationSetting[]>;
  /** All metrics in the text format of Prometheus. */
  metrics(options?: CallOptions): Promise<string>;

  listKeys(options?: CallOptions): Promise<KeyRecord[]>;
  /** The one time that the key itself is told. */
  addKey(key: NewKeyRequest, options?: CallOptions): Promise<NewKeyResponse>;
  /** False for an unknown id. */
  revokeKey(id: string, options?: CallOptions): Promise<boolean>;
}
