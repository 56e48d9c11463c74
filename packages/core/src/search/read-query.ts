import type { EmbedCallOptions } from "../api/revimg.js";
import type { SearchQuery } from "../api/search-query.js";
import type { Engine } from "../engine/engine.js";
import { compose } from "./compose.js";
import { loadPart } from "./load-part.js";
import { type AskedPart, readParts } from "./query-parts.js";
import type { QueryEvidence } from "./tiers/query-evidence.js";

/** A query as the search works with it. */
interface ReadQuery {
  /** What is looked for. Shape [dimension], L2 norm 1. */
  vector: Float32Array;
  /** Of the one picture that was asked with; null for any other query. */
  evidence: QueryEvidence | null;
  /** Ids of the pictures in the query. Nobody looks for what they have. */
  excluded: ReadonlySet<string>;
}

/** A query whose pictures are read, but not yet looked at. */
export interface LoadedQuery {
  /** JSON: queries of equal keys ask for the same. */
  key: unknown;
  /** Looks at them and makes one vector of all. */
  read(options: EmbedCallOptions): Promise<ReadQuery>;
}

/**
 * Reads what a query consists of. Rejects with `invalid_input` for what is no query,
 * and as reading and fetching do. Its `read` rejects as decoding and embedding do.
 */
export async function loadQuery(
  engine: Engine,
  query: SearchQuery,
  options: EmbedCallOptions,
): Promise<LoadedQuery> {
  const parts = readParts(query);
  const loaded = await inParallel(parts, options, ({ asked }, options) =>
    loadPart(engine, asked, options),
  );
  return {
    key: loaded.map(({ key }, i) => [key, parts[i]!.weight]),
    async read(options) {
      const readings = await inParallel(loaded, options, (part, options) => part.read(options));
      const weighted = readings.map(({ vector }, i) => ({ vector, weight: parts[i]!.weight }));
      return {
        vector: compose(weighted),
        evidence: readings.length === 1 ? readings[0]!.evidence : null,
        excluded: new Set(parts.flatMap(idOf)),
      };
    },
  };
}

function idOf({ asked }: AskedPart): string[] {
  return asked.kind === "id" ? [asked.id] : [];
}

/** As `Promise.all`, but the first failure stops the others, and none is left running. */
async function inParallel<T, R>(
  values: readonly T[],
  { signal, ...options }: EmbedCallOptions,
  work: (value: T, options: EmbedCallOptions) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const either = AbortSignal.any(signal ? [signal, stop.signal] : [stop.signal]);
  const running = values.map((value) => work(value, { ...options, signal: either }));
  try {
    return await Promise.all(running);
  } catch (error) {
    stop.abort(error);
    throw error;
  } finally {
    await Promise.allSettled(running);
  }
}
