import type { ImageFilter } from "../stores/image-filter.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { CallOptions } from "../stores/vector-store.js";

export interface ListOptions extends CallOptions {
  /** Which pictures. Default: all. */
  filter?: ImageFilter;
  /**
   * `date`: when a picture was added. `name`: its file name. `size`: the bytes of its
   * original. Default `date`.
   */
  sort?: "date" | "name" | "size";
  /** Default: `descending` for dates and sizes, `ascending` for names. */
  order?: "ascending" | "descending";
  /** Pictures a page, 1 to 500. Default 50. */
  limit?: number;
  /** `nextCursor` of the page before, sent with the same `sort` and `order`. */
  cursor?: string | undefined;
  /** `failed`: files that could not be read; `failure` says why. Default `indexed`. */
  status?: "indexed" | "failed";
}

export interface ImageList {
  /** Rows without their signatures. */
  images: ImageRecord[];
  /** Null on the last page. */
  nextCursor: string | null;
}

export interface TagsOptions extends CallOptions {
  /** Only tags that begin with this, in lower or upper case. Default: all. */
  prefix?: string;
  /** Most tags, 1 to 1,000. Default 100. */
  limit?: number;
}

/** A place on the web where a picture was found. */
export interface WebPlace {
  /** Address of the picture itself, http or https. */
  url?: string;
  /** Address of the page that shows it, http or https. At least one of the two is given. */
  pageUrl?: string;
  title?: string;
  author?: string;
  license?: string;
}

/** What is to change; what is not named stays. */
export interface ImageChanges {
  /** Null: the title that a source gives, if one does. */
  title?: string | null;
  /**
   * Take the place of the tags that people gave; those of the model and of files stay.
   * They are tidied as in `IndexItem`.
   */
  tags?: readonly string[];
  /** Values to set, by their names. Null removes one; the others stay. */
  attributes?: Readonly<Record<string, unknown>>;
  /** Take the place of the places on the web; files stay. */
  sources?: readonly WebPlace[];
}
