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
