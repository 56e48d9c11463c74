import { type ImageFilter, RevimgError } from "@revimg/core";
import type { SourceFolders } from "../source-folders.js";
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

/**
 * The same for an object in a JSON body, which may also name `folder`: one of these. A
 * path of a client would be one of this machine.
 */
export function filterFromWire(value: object, folders?: SourceFolders): ImageFilter {
  const known = folders ? [...parts, "folder"] : parts;
  const other = Object.keys(value).find((name) => !known.includes(name));
  if (other !== undefined) throw unknownName("filter", other, known);
  const { created_at: createdAt, folder, ...rest } = value as WireFilter;
  return {
    ...rest,
    ...(createdAt !== undefined && { createdAt }),
    ...(folder !== undefined && folders && { folder: pathsOf(folder, folders) }),
  };
}

interface WireFilter {
  created_at?: ImageFilter["createdAt"];
  folder?: unknown;
}

function pathsOf(folder: unknown, folders: SourceFolders): string[] {
  return [folder].flat().map((name) => {
    if (typeof name === "string") return folders.pathOf(name);
    throw new RevimgError("invalid_input", "filter.folder must be a text or a list of texts.", {
      details: { option: "filter.folder" },
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
