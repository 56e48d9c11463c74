import type { ImageFilter } from "../stores/image-filter.js";

/** A picture to search with: encoded bytes, or the path of a file. */
export type ImageInput = Uint8Array | ArrayBuffer | Blob | string | URL;

/** What to look for: one of `image`, `url`, `text`, `id` and `vector`. */
export interface QueryContent {
  image?: ImageInput;
  /**
   * Address of a picture on the web, http or https. The engine fetches it within the
   * rules of `RevimgOptions.urls`.
   */
  url?: string | URL;
  /**
   * Words, for a model that reads (`Revimg.model.readsText`). A text and a picture that
   * fit have a far lower cosine than two alike pictures: with CLIP 0.2 to 0.35 against
   * 0.6 to 0.95.
   */
  text?: string;
  /** Id of an indexed picture: finds more like this one, and leaves this one out. */
  id?: string;
  /**
   * An embedding made elsewhere by the same model. Shape [dimension], of any L2 norm
   * but 0. Needs `model`.
   */
  vector?: Float32Array | readonly number[];
  /**
   * Id of the model that made `vector`. Another model than the index's is refused with
   * `index_mismatch`.
   */
  model?: string;
  /** Only this part of the picture. For `image`, `url`, and an `id` whose original can be read. */
  region?: QueryRegion;
}

/**
 * A rectangle of an upright picture (EXIF orientation applied), measured from the upper
 * left corner.
 */
export interface QueryRegion {
  x: number;
  y: number;
  width: number;
  height: number;
  /** `pixels` of the picture, or `fractions` of its width and height, in [0, 1]. Default `pixels`. */
  unit?: "pixels" | "fractions";
}

/** One of several parts of a query. */
export interface QueryPart extends QueryContent {
  /** How much this part counts beside the others, above 0 and at most 1,000. Default 1. */
  weight?: number;
}

/** What to look for, and how. */
export interface SearchQuery extends QueryContent {
  /**
   * Several parts instead of one, 16 at most. The vectors of the parts, each of length
   * 1 times its weight, are added; those of `negative` are subtracted. The search looks
   * for the result, brought to length 1.
   */
  query?: readonly QueryPart[];
  /** What the matches should be unlike. A picture named by `id` is left out. 16 at most. */
  negative?: QueryPart | readonly QueryPart[];
  /** How many matches, 1 to 1,000. Default 20. */
  limit?: number;
  /**
   * `nextCursor` of the answer before. Goes on strictly after it, up to 1,000 matches
   * deep. At most 200 characters.
   */
  cursor?: string;
  /** Leaves out matches below this cosine similarity, in [-1, 1]. */
  minSimilarity?: number;
  /**
   * Leaves out matches that do not stand out. The query itself gives the measure: the
   * mean and the spread of its similarities to a sample of the collection (512
   * pictures). A number, above 0 and at most 20, is how many standard deviations above
   * the mean a match must lie. `"auto"` puts the cut where chance lets one of that many
   * strangers pass. A query picture without detail (one colour, a gradient) has to be
   * more like its matches than like a picture of its mean colour, too. Nothing is left out
   * of a collection too small to measure by: of fewer than 30 pictures with `"auto"`, of at
   * most n² + 1 with a number n. Default false. Later pages keep the cut of the first.
   */
  cutoff?: "auto" | number | false;
  /** Only pictures that match are looked at. */
  filter?: ImageFilter;
  /** How far copies of the query picture are looked for. Default `"near"`. */
  copies?: CopySearch;
  /**
   * Folds matches that are copies of one another: the first stays, and has the others in
   * `copies`. It looks at one page at a time, which has fewer than `limit` matches then.
   * Default false.
   */
  collapse?: boolean;
}

/**
 * `near`: among the 50 pictures nearest to the query picture. `thorough`: also by views
 * of it, turned by every 30 degrees, and the cells of grids of four and of nine; and
 * among the 400 nearest. That finds pictures that the query shows turned or in a
 * collage, and small parts of pictures. It takes about 25 times the model's work, and as
 * many scans. Only for a query that is one picture.
 */
export type CopySearch = "near" | "thorough";
