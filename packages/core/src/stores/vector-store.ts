/**
 * Keeps vectors under ids and finds the nearest ones to a vector.
 *
 * Core hands over vectors of length 1 (L2 norm), checks every argument and splits
 * batches by `capabilities.maxBatch`, so an implementation only translates.
 *
 * Every method takes `{ signal }` last. An abort rejects at once with `signal.reason`,
 * even while a server is being waited for. A failure rejects with a `RevimgError`
 * (`store_failed`, `retryable` when trying again can help); it is never an empty
 * answer. Every call may be repeated with the same arguments and the same effect: core
 * does that after a retryable failure. Calls may run concurrently. A second `close()`
 * does nothing. Any other call after `close()` rejects with `disposed`.
 */
export interface VectorStore extends AsyncDisposable {
  /** Short name for messages, such as `"sqlite"`. */
  readonly name: string;
  /** Where the vectors are, for people: a path, or a URL without user, password and query. */
  readonly location?: string;
  readonly capabilities: VectorStoreCapabilities;

  /**
   * Opens `space`, a named set of vectors of one model, for the other methods. It
   * creates an absent space. Before it, the other methods reject with `invalid_input`.
   * A name is 1 to 100 characters of a-z, 0-9, - and _. Rejects with `index_mismatch`
   * when the space exists with another dimension.
   */
  open(options: { space: string; dimension: number } & CallOptions): Promise<void>;

  /**
   * Stores vectors and replaces those already under the same id. They are durable when
   * it resolves. No id is twice in one call.
   */
  upsert(records: readonly VectorRecord[], options?: CallOptions): Promise<void>;

  /**
   * The `topK` nearest records by cosine similarity, best first; fewer when the
   * space holds fewer. `topK` is at least 1 and at most `capabilities.maxTopK`.
   */
  query(query: VectorQuery & CallOptions): Promise<VectorHit[]>;

  /** The stored vectors in the order of `ids`; null where there is none. */
  fetch(ids: readonly string[], options?: CallOptions): Promise<(Float32Array | null)[]>;

  /** Removes vectors. Absent ids are no error. */
  delete(ids: readonly string[], options?: CallOptions): Promise<void>;

  /** Ids of the open space, a page at a time. Each id comes once, in an order of the store's own. */
  scan(page: PageRequest & CallOptions): Promise<Page>;

  /** Number of vectors in the open space. */
  stats(options?: CallOptions): Promise<{ count: number }>;

  /** Removes a space with all its vectors, whether it is open or not. An absent one is no error. */
  drop(space: string, options?: CallOptions): Promise<void>;

  /**
   * A second store with the same settings, not open yet. It sees the same spaces, and may
   * have another one open. Each is closed by itself.
   */
  clone(): VectorStore;

  close(): Promise<void>;
}

export interface VectorStoreCapabilities {
  /** `strong`: a query sees every upsert that has resolved. `eventual`: it may take a while. */
  readonly consistency: "strong" | "eventual";
  /** `ids`: `query` understands `ids`. `none`: core never sends `ids`. */
  readonly filter: "ids" | "none";
  /** Most records of one `upsert`, ids of one `fetch` or `delete`. */
  readonly maxBatch: number;
  /** Most records of one `query`. */
  readonly maxTopK: number;
}

export interface VectorQuery {
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
  topK: number;
  /**
   * Only these records are looked at; absent ones are ignored. At most 20,000. An empty
   * list gives an empty answer. Sent only to stores with `filter: "ids"`.
   */
  ids?: readonly string[];
}

export interface VectorRecord {
  /** 1 to 512 characters of any script. */
  id: string;
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
}

export interface VectorHit {
  id: string;
  /** Cosine similarity in [-1, 1]. There is no other metric: an adapter converts its own. */
  score: number;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** Which part of a long list is wanted. */
export interface PageRequest {
  /** `next` of the page before; null for the first one. */
  after: string | null;
  /** Most entries of the page, at least 1; a store may answer fewer. */
  pageSize: number;
}

/**
 * A part of a long list of ids. Ids added or removed meanwhile may be in it or not.
 * Every other id is listed once.
 */
export interface Page {
  ids: string[];
  /** Leads to the page after this one; null when this is the last. */
  next: string | null;
}
