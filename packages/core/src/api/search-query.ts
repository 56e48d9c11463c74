import type { ImageFilter } from "../stores/image-filter.js";

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
