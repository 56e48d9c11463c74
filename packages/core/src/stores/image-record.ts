/**
 * Where a picture's tag comes from: the model saw it, a person gave it, or a file
 * beside the picture names it.
 */
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
   * 1970. It tells apart two files that exchanged their names.
   */
  ctimeMs?: number;
  /**
   * The answer's `ETag` when the picture was fetched from `url`, as the server sent it.
   * With it the next run asks whether there is another picture now.
   */
  etag?: string;
  /** The answer's `Last-Modified`; as above. */
  lastModified?: string;
  title?: string;
  author?: string;
  license?: string;
  /**
   * Tags that this source gives the picture, tidied. The picture has the tags of people
   * and files of all its sources.
   */
  tags?: string[];
}

/** Work goes on at `pending` and `deleting` rows. A search shows only `indexed` ones. */
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
   * digits. It is equal when the same picture is saved without loss in another format
   * or orientation. Null while unknown, above 2 megapixels, for a picture that shows
   * almost nothing, and for one that 8-bit sRGB pixels can't fully hold (more than one
   * frame or page, 16 bits, CMYK, a wide colour space).
   */
  pixelHash: string | null;
  /**
   * Recognises the picture's edited copies: a versioned binary of about 2 KB, as
   * base64. Null while unknown; copies of such a picture are `similar`.
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
