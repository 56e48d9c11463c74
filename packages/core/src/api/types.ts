import type { RevimgError } from "../lib/errors.js";

/** Where a picture's tag comes from: the model saw it, a person gave it, or a file beside the picture said it. */
export type TagOrigin = "model" | "user" | "file";

export interface Tag {
  /** Lower-case words, as shown to a person: `"golden retriever"`. */
  tag: string;
  /** In (0, 1]. Tags of people and files carry 1. */
  confidence: number;
  origin: TagOrigin;
}

/** One place where a picture was found. The same bytes found twice are one picture with two sources. */
export interface ImageSource {
  /** Address of the picture itself. */
  url?: string;
  /** Address of the page that shows it. */
  pageUrl?: string;
  /** Host name of `url` (else of `pageUrl`) without `www.`, as browsers send it: `xn--mnchen-3ya.de`. */
  domain?: string;
  /** Absolute path of the file, for pictures indexed from a disk. */
  path?: string;
  /** Bytes of the file at `path` when it was indexed. */
  size?: number;
  /** Last change of the file's content when it was indexed, in milliseconds since 1970. */
  mtimeMs?: number;
  /**
   * Last change of the file or its name when it was indexed, in milliseconds since
   * 1970. It tells two files apart that have exchanged their names.
   */
  ctimeMs?: number;
  title?: string;
  author?: string;
  license?: string;
  /** Tags that this source gives the picture, tidied; the picture's tags of people and files are those of all its sources. */
  tags?: string[];
}

/** `pending` and `deleting` rows are being worked on; only `indexed` ones are ever shown by a search. */
export type ImageStatus = "pending" | "indexed" | "failed" | "deleting";

/** What an index keeps of a picture's bytes: a copy, the path of its file, or only the thumbnail. */
export type OriginalsKept = "copy" | "reference" | "none";

/** A picture as the metadata store keeps it. */
export interface ImageRecord {
  /** UUIDv5 of the content hash. */
  id: string;
  filename: string;
  /** URL of the first source. */
  originalUrl: string | null;
  sourceDomain: string | null;
  /** Bytes of the original. */
  fileSize: number;
  /** Pixels, upright. 0 while unknown (a file that could not be read). */
  width: number;
  height: number;
  mimeType: string;
  /** SHA-256 of the original bytes, 64 hex digits. */
  contentHash: string;
  /** 64-bit DCT perceptual hash, 16 hex digits; null while unknown. */
  fingerprint: string | null;
  /**
   * SHA-256 of the size and the upright sRGB pixels with their transparency, 64 hex
   * digits: equal for the same picture saved without loss in another format or
   * orientation. Null while unknown, above 2 megapixels, for a picture that shows
   * almost nothing, and for one that 8-bit sRGB pixels do not wholly hold (more than
   * one frame or page, 16 bits, CMYK, a wide colour space).
   */
  pixelHash: string | null;
  /**
   * What the picture's edited copies are known by: a versioned binary of about
   * 2 KB, as base64. Null while unknown; such a picture's copies are `similar`.
   */
  signature: string | null;
  title: string | null;
  attributes: Record<string, unknown>;
  /** Where the original's bytes are: in the blob store, at a source's `path`, or nowhere. */
  original: OriginalsKept;
  status: ImageStatus;
  /** Why indexing failed, for `status: "failed"`. */
  failure: string | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  indexedAt: number | null;
  sources: ImageSource[];
  tags: Tag[];
}

/** A picture handed over in memory. Also the shape of a sidecar's fields. */
export interface IndexItem {
  /** The encoded picture (JPEG, PNG, WebP, …). */
  bytes: Uint8Array;
  filename?: string;
  /**
   * Address of the picture, http or https. Another one is left out with a warning
   * event, and so are a user name and password in it; what is no URL fails the item.
   */
  sourceUrl?: string;
  /** Address of the page that shows it; the same rules. */
  pageUrl?: string;
  title?: string;
  author?: string;
  license?: string;
  /** Tidied: lower case, single spaces. The first 100, each cut at 100 characters. */
  tags?: string[];
  /** Values of your own, to filter by. Kept as JSON has them: a `Date` becomes its text. */
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
   * `reference` keeps the path and reads the original there when it is asked
   * for; `copy` stores the bytes; `none` keeps only the thumbnail. Default:
   * `reference` for files, `copy` for pictures in memory.
   */
  originals?: OriginalsKept;
  /** Stops after the pictures under way; what is done stays done. */
  signal?: AbortSignal;
}

/** Running totals, carried by every event. */
export interface IndexProgress {
  /** Pictures handled so far: the sum of the four counters below. */
  done: number;
  /** Pictures in all, once known. */
  total: number | undefined;
  /** New pictures. */
  added: number;
  /** Known pictures that gained a source or new metadata. */
  updated: number;
  /** Files that were already indexed as they are. */
  unchanged: number;
  failed: number;
  elapsedMs: number;
}

/** What `index()` yields, in the order of the source. */
export type IndexEvent =
  | { type: "started"; progress: IndexProgress }
  | { type: "added" | "updated" | "unchanged"; id: string; name: string; progress: IndexProgress }
  | { type: "failed"; name: string; error: RevimgError; progress: IndexProgress }
  /** Something to know that lost no picture, such as a sidecar that is not JSON. */
  | { type: "warning"; name: string; error: RevimgError; progress: IndexProgress }
  /**
   * After the pictures, with models that take their tags from a vocabulary, and
   * only when there is something to do: the words are made ready (`labels`, once
   * for a model), then the pictures that lack their tags get them (`pictures`).
   */
  | {
      type: "tagging";
      step: "labels" | "pictures";
      done: number;
      total: number;
      progress: IndexProgress;
    }
  | { type: "finished"; progress: IndexProgress; failures: IndexFailure[] };

export interface IndexFailure {
  name: string;
  code: RevimgError["code"];
  reason: string;
}

/** A picture to search with: encoded bytes, or the path of a file. */
export type ImageInput = Uint8Array | ArrayBuffer | Blob | string | URL;

/** What to look for: one of `image`, `url`, `text`, `id` and `vector`. */
export interface QueryContent {
  image?: ImageInput;
  /**
   * Address of a picture on the web, http or https. It is fetched by the engine,
   * guarded: see `RevimgOptions.urls`.
   */
  url?: string | URL;
  /**
   * Words, for a model that reads (`Revimg.model.readsText`). The cosine of a text
   * and a picture that fit is far below that of two pictures: with CLIP 0.2 to
   * 0.35, where alike pictures have 0.6 to 0.95.
   */
  text?: string;
  /** Id of an indexed picture: more like this one, itself left out. */
  id?: string;
  /** An embedding made elsewhere by the same model. Shape [dimension], of any length but 0. Needs `model`. */
  vector?: Float32Array | readonly number[];
  /** Id of the model that made `vector`; another one than the index's is refused with `index_mismatch`. */
  model?: string;
  /** Only this part of the picture; for `image` and `url`, and for an `id` whose original can be read. */
  region?: QueryRegion;
}

/** A rectangle of a picture that stands upright (EXIF orientation applied), from its left upper corner. */
export interface QueryRegion {
  x: number;
  y: number;
  width: number;
  height: number;
  /** `pixels` of the picture, or `fractions` of its width and height, in [0, 1]. Default `pixels`. */
  unit?: "pixels" | "fractions";
}

/** One of several things that a query is made of. */
export interface QueryPart extends QueryContent {
  /** How much it counts beside the others, above 0 and at most 1,000. Default 1. */
  weight?: number;
}

/** What to look for, and how. */
export interface SearchQuery extends QueryContent {
  /**
   * Several things at once, 16 at most, in place of a single one: the vector that
   * is looked for is the sum of theirs, each of length 1 times its weight, less
   * those of `negative`, brought to length 1 again.
   */
  query?: readonly QueryPart[];
  /** What the matches should be unlike; a picture named by `id` is left out. 16 at most. */
  negative?: QueryPart | readonly QueryPart[];
  /** How many matches, 1 to 1,000. Default 20. */
  limit?: number;
  /** `nextCursor` of the answer before, to go on strictly after it, up to 1,000 matches deep. At most 200 characters. */
  cursor?: string;
  /** Leave out matches below this cosine similarity, in [-1, 1]. */
  minSimilarity?: number;
  /**
   * Leave out matches that do not stand out, by the query's own measure: how its
   * similarities to a sample of the collection (512 pictures) are spread. A number,
   * above 0 and at most 20: as many standard deviations above their mean. `"auto"`:
   * as far above it as, among that many strangers, one is expected to be by chance;
   * nothing is left out of fewer than 30 pictures. Default false. Pages that follow
   * keep the cut of the first.
   */
  cutoff?: "auto" | number | false;
  /** Look among the pictures that match only. */
  filter?: ImageFilter;
}

/** Which pictures a search looks at: those for which every given part holds. */
export interface ImageFilter {
  /** Host name of a source, with or without `www.`, in any script; of several, any. */
  domain?: string | readonly string[];
  /** Tags that the picture carries, all of them. Upper and lower case are the same. */
  tags?: string | readonly string[];
  /** When the picture was first indexed. Numbers are milliseconds since 1970, texts ISO 8601; they must exist. */
  createdAt?: Bounds<Date | number | string>;
  /** Pixels, upright: one number, or bounds. */
  width?: number | Bounds<number>;
  height?: number | Bounds<number>;
  /** Values of your own attributes, at the top level: equal to a value, within bounds, or one of several. */
  attributes?: Record<
    string,
    AttributeValue | Bounds<number> | Bounds<string> | { in: readonly AttributeValue[] }
  >;
}

/** At least `gte`, and less than `lt`, where these are given; `lt` above `gte`. */
export interface Bounds<T> {
  gte?: T;
  lt?: T;
}

export type AttributeValue = string | number | boolean | null;

/**
 * `exact`: equal bytes, or equal upright pixels. `edited`: the same picture, cropped,
 * resized, recompressed, recoloured, written over, turned a little or mirrored.
 * `similar`: another picture that looks like it.
 */
export type MatchTier = "exact" | "edited" | "similar";

/**
 * What was done to a picture. `framed`: something was added around it. `overlaid`:
 * text or another picture lies on it. Of a copy without any of these only the size,
 * the compression or the format is another.
 */
export type MatchEdit = "mirrored" | "cropped" | "framed" | "rotated" | "recoloured" | "overlaid";

/** Why a match is `exact` or `edited`. */
export interface MatchEvidence {
  /** `bytes` and `pixels`: they are equal. `details`: the details of both lie alike, and look alike. */
  by: "bytes" | "pixels" | "details";
  /** What the query shows was done to the indexed picture. */
  edits: MatchEdit[];
  /** Share of the indexed picture's area that the query shows, in (0, 1]. */
  overlap: number;
  /** Degrees by which the query is turned, clockwise; less than 14 either way. */
  rotation: number;
}

export interface Match {
  id: string;
  /** Cosine of the two embeddings, in [-1, 1]; higher is closer. */
  similarity: number;
  tier: MatchTier;
  /** Null for a `similar` match. */
  evidence: MatchEvidence | null;
  filename: string;
  title: string | null;
  width: number;
  height: number;
  mimeType: string;
  originalUrl: string | null;
  sourceDomain: string | null;
  sources: ImageSource[];
  tags: Tag[];
}

export interface Keyword {
  keyword: string;
  /** In (0, 1]; the list is sorted by it. */
  score: number;
  /** Ids of the matches that carry it, or a word that means the same or something narrower. */
  imageIds: string[];
}

export interface SearchResult {
  /** Ten at most, best first. */
  keywords: Keyword[];
  /**
   * First the `exact` ones, then the `edited` ones among the 50 nearest, then all
   * others; each by descending similarity, ties by id.
   */
  matches: Match[];
  nextCursor: string | null;
  /** The cosine below which matches were left out, by `minSimilarity` or `cutoff`; null for none. */
  minSimilarity: number | null;
  /**
   * True when there may be more matches than are shown, though there is no
   * cursor to them: a filter left so few of the nearest pictures that looking
   * further was given up. A narrower filter, or another store, finds them.
   */
  truncated: boolean;
}

/** How often a look into the cache of searches helped, since the index was opened. */
export interface CacheLooks {
  /** Found it. */
  hits: number;
  /** Joined an equal one that was under way. */
  shared: number;
  /** Had to do the work: for `embeddings`, to run the model. */
  misses: number;
}

export interface CacheStats {
  /** Answers of whole searches. */
  results: CacheLooks;
  /** Vectors of query pictures and texts. */
  embeddings: CacheLooks;
  /** What is kept now, of both. */
  entries: number;
  bytes: number;
}

export interface RevimgStats {
  /** Pictures that a search can find. */
  count: number;
  failed: number;
  /** Rows that an interrupted run left behind; the next `index()` of the same source finishes them. */
  pending: number;
  model: { id: string; dimension: number; runtime: string };
  /** Bytes on disk, where the store knows them. */
  bytes: { metadata: number | null };
  stores: { vectors: string; metadata: string; blobs: string };
  cache: CacheStats;
}
