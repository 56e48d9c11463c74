/** Which pictures a search looks at: those that match every given part. */
export interface ImageFilter {
  /** Host name of a source, with or without `www.`, in any script. Any one of several is enough. */
  domain?: string | readonly string[];
  /**
   * A folder in which a file of the picture lies, at any depth. A relative one is meant
   * from the current folder. Any one of several is enough.
   */
  folder?: string | readonly string[];
  /** Tags that the picture must all carry. Upper and lower case are the same. */
  tags?: string | readonly string[];
  /**
   * When the picture was first indexed. Numbers are milliseconds since 1970, texts ISO
   * 8601. The date must exist.
   */
  createdAt?: Bounds<Date | number | string>;
  /** Pixels of the upright picture: one number, or bounds. */
  width?: number | Bounds<number>;
  height?: number | Bounds<number>;
  /**
   * Values of your own attributes, at the top level: equal to a value, within bounds,
   * or one of several values.
   */
  attributes?: Record<
    string,
    AttributeValue | Bounds<number> | Bounds<string> | { in: readonly AttributeValue[] }
  >;
}

/** At least `gte` and less than `lt`, where these are given. `lt` must be above `gte`. */
export interface Bounds<T> {
  gte?: T;
  lt?: T;
}

export type AttributeValue = string | number | boolean | null;
