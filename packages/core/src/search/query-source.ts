import type { QueryRegion } from "../api/search-query.js";
import type { Engine } from "../engine/engine.js";
import type { LoadedQuery } from "./load-query.js";
import { storedThumbnails } from "./tiers/stored-thumbnails.js";

/** The bytes that views of a query picture are drawn from. */
export interface QuerySource {
  bytes: Uint8Array;
  region: QueryRegion | undefined;
}

/** Of a query that is one picture; an indexed one is drawn from its thumbnail. Null where there is none. */
export async function sourceOf(
  engine: Engine,
  { parts }: LoadedQuery,
  signal: AbortSignal | undefined,
): Promise<QuerySource | null> {
  const part = parts.length === 1 ? parts[0]!.part : undefined;
  if (part?.kind === "picture") return part.picture;
  if (part?.kind !== "indexed") return null;
  const thumbnails = await storedThumbnails(engine, [part.record.contentHash], signal);
  const bytes = thumbnails?.[0];
  return bytes ? { bytes, region: undefined } : null;
}
