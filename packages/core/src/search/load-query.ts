import type { EmbedCallOptions } from "../api/revimg.js";
import type { SearchQuery } from "../api/search-query.js";
import type { Engine } from "../engine/engine.js";
import { inParallel } from "./in-parallel.js";
import { type LoadedPart, loadPart } from "./load-part.js";
import { type AskedPart, readParts } from "./query-parts.js";

/** A query whose pictures are read, but not yet looked at. */
export interface LoadedQuery {
  /** JSON: queries of equal keys ask for the same. */
  key: unknown;
  /** Weights are below 0 for what the matches should be unlike. */
  parts: { part: LoadedPart; weight: number }[];
  /** Ids of the pictures in the query. Nobody looks for what they have. */
  excluded: ReadonlySet<string>;
}

/**
 * Reads what a query consists of. Rejects with `invalid_input` for what is no query,
 * and as reading and fetching do.
 */
export async function loadQuery(
  engine: Engine,
  query: SearchQuery,
  options: EmbedCallOptions,
): Promise<LoadedQuery> {
  const asked = readParts(query);
  const parts = await inParallel(asked, options, async ({ asked, weight }, options) => {
    return { part: await loadPart(engine, asked, options), weight };
  });
  const key = parts.map(({ part, weight }) => [part.key, weight]);
  return { key, parts, excluded: new Set(asked.flatMap(idOf)) };
}

function idOf({ asked }: AskedPart): string[] {
  return asked.kind === "id" ? [asked.id] : [];
}
