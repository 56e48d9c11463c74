import { type ImageFilter, RevimgError } from "@revimg/core";
import { unknownName } from "../unknown-name.js";

const parts = ["domain", "tags", "created_at", "width", "height", "attributes"];

/**
 * A filter on the wire: JSON with the keys `domain`, `tags`, `created_at`, `width`,
 * `height` and `attributes`, and values as in `ImageFilter`. Throws `invalid_input`
 * for anything that is not a JSON object with these keys. The search checks the
 * values.
 */
export function parseFilter(text: string): ImageFilter {
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RevimgError(
      "invalid_input",
      'filter must be an object as JSON, such as {"domain":"example.org","width":{"gte":800}}.',
      { details: { option: "filter" } },
    );
  }
  return filterFromWire(value);
}

/** The same for an object in a JSON body. */
export function filterFromWire(value: object): ImageFilter {
  const other = Object.keys(value).find((name) => !parts.includes(name));
  if (other !== undefined) throw unknownName("filter", other, parts);
  const { created_at: createdAt, ...rest } = value as { created_at?: ImageFilter["createdAt"] };
  return { ...rest, ...(createdAt !== undefined && { createdAt }) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
