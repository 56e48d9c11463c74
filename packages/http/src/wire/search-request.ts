/** At least `gte` and less than `lt`, where these are given. */
export interface BoundsRequest<T> {
  gte?: T | undefined;
  lt?: T | undefined;
}

type AttributeValue = string | number | boolean | null;

/** Which pictures: those that match every given part. */
export interface FilterRequest {
  /** Host name of a source. Any one of several is enough. */
  domain?: string | string[] | undefined;
  /**
   * A folder in which a file of the picture lies, at any depth, as answers name it:
   * `photos/2024`. Any one of several is enough.
   */
  folder?: string | string[] | undefined;
  /** Tags that the picture must all carry. */
  tags?: string | string[] | undefined;
  /** When the picture was added: ISO 8601, or milliseconds since 1970. */
  created_at?: BoundsRequest<number | string> | undefined;
  /** Pixels of the upright picture: one number, or bounds. */
  width?: number | BoundsRequest<number> | undefined;
  height?: number | BoundsRequest<number> | undefined;
  /** Values of your own attributes. */
  attributes?:
    | Record<
        string,
        AttributeValue | BoundsRequest<number> | BoundsRequest<string> | { in: AttributeValue[] }
      >
    | undefined;
}

/** A rectangle of the upright picture, from its upper left corner. */
export interface RegionRequest {
  x: number;
  y: number;
  width: number;
  height: number;
  /** `fractions`: of width and height, 0 to 1. Default `pixels`. */
  unit?: "pixels" | "fractions" | undefined;
}

/** What a search asks with: one of `url`, `text`, `id` and `vector`, or a picture. */
export interface ContentRequest {
  url?: string | undefined;
  text?: string | undefined;
  id?: string | undefined;
  /** An embedding made elsewhere. Needs `model`, the id of the model that made it. */
  vector?: number[] | undefined;
  model?: string | undefined;
  region?: RegionRequest | undefined;
}

/** How a search looks. */
export interface SearchOptionsRequest {
  /** Matches, 1 to 1,000; 20 if not given. */
  limit?: number | undefined;
  /** `next_cursor` of the answer before, with the same query. */
  cursor?: string | undefined;
  /** Leaves out weaker matches, -1 to 1. */
  min_similarity?: number | undefined;
  /** Leaves out matches that do not stand out. */
  cutoff?: "auto" | false | number | undefined;
  /** How far copies of the picture are looked for. Default `near`. */
  copies?: "near" | "thorough" | undefined;
  /** Folds copies of one another on a page into the first of them. */
  collapse?: boolean | undefined;
  filter?: FilterRequest | undefined;
}
