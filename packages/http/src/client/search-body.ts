import type { ContentRequest, SearchOptionsRequest } from "../wire/search-request.js";
import type { RequestInput } from "./send.js";

/** An encoded picture: a `File` of a form, or bytes. */
export type Picture = Blob | ArrayBuffer | Uint8Array;

/** One thing to search with. */
export interface SearchPart extends ContentRequest {
  image?: Picture | undefined;
  /** How much this part counts beside the others; 1 if not given. */
  weight?: number | undefined;
}

/**
 * What to look for: one of `image`, `url`, `text`, `id` and `vector`, or several in
 * `query`.
 */
export interface SearchRequest extends ContentRequest, SearchOptionsRequest {
  image?: Picture | undefined;
  query?: readonly SearchPart[] | undefined;
  /** What the matches should be unlike. */
  negative?: SearchPart | readonly SearchPart[] | undefined;
}

/** A search as JSON; with pictures, as a form. */
export function searchBody(request: SearchRequest): Pick<RequestInput, "json" | "form"> {
  const form = new FormData();
  let pictures = 0;
  const part = ({ image, ...rest }: SearchPart) => {
    if (image === undefined) return rest;
    const name = `picture_${pictures++}`;
    form.set(name, toBlob(image), name);
    return { ...rest, image: name };
  };
  const { image, query, negative, ...rest } = request;
  const parts = {
    ...(query && { query: query.map(part) }),
    ...(negative && { negative: [negative].flat().map((each) => part(each as SearchPart)) }),
  };
  if (image === undefined && pictures === 0) return { json: { ...rest, ...parts } };
  if (image !== undefined) form.set("image", toBlob(image), "image");
  for (const [name, value] of Object.entries({ ...rest, ...parts })) {
    if (value !== undefined) form.set(name, fieldOf(name, value));
  }
  return { form };
}

export function toBlob(picture: Picture): Blob {
  return picture instanceof Blob ? picture : new Blob([picture as ArrayBuffer]);
}

function fieldOf(name: string, value: unknown): string {
  if (name === "region") {
    const { x, y, width, height, unit } = value as Record<string, number | string>;
    const numbers = [x, y, width, height].map(Number);
    return numbers.map((n) => (unit === "fractions" ? `${100 * n}%` : String(n))).join(",");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
