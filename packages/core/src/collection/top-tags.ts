import type { TagsOptions } from "../api/collection.js";
import type { Engine } from "../engine/engine.js";
import { checkOptions, refuse } from "../lib/call-arguments.js";
import { storable } from "../stores/checks.js";
import type { TagCount } from "../stores/metadata-store.js";

const [defaultLimit, maxLimit] = [100, 1_000];

/** The most used tags of an index. Rejects with `invalid_input` for options that mean nothing. */
export async function topTags(engine: Engine, options: TagsOptions): Promise<TagCount[]> {
  checkOptions("tags()", options, ["prefix", "limit", "signal"]);
  const { prefix = "", limit = defaultLimit, signal } = options;
  if (typeof prefix !== "string") refuse("prefix of tags() must be a text.", "prefix");
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    refuse(`limit of tags() must be a whole number from 1 to ${maxLimit}.`, "limit");
  }
  // Tags are kept in lower case, well-formed and without NUL characters.
  const wanted = prefix.toLowerCase();
  if (storable(wanted) !== wanted) return [];
  return engine.metadata.topTags({ prefix: wanted, limit, signal });
}
