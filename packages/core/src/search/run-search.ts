import type { EmbedCallOptions } from "../api.js";
import type { Engine } from "../engine.js";
import { RevimgError } from "../errors.js";
import { tagsIn } from "../keywords/evidence.js";
import { keywordsOf } from "../keywords/keywords.js";
import { loadLexicon } from "../keywords/lexicon.js";
import { toStoreFilter } from "../stores/filter.js";
import { traced } from "../tracing.js";
import type { ImageRecord, Match, SearchQuery, SearchResult } from "../types.js";
import { decodeCursor, type Position } from "./cursor.js";
import { type FoundPage, findPage, maxDepth } from "./find-page.js";
import type { QueryEvidence } from "./load-part.js";
import { isPlainQuery } from "./plain-query.js";
import { readQuery } from "./read-query.js";

/** Pictures that the keywords are drawn from, however many are asked for. */
const keywordMatches = 50;

/** Reads the query, finds its neighbours, and explains them. */
export function runSearch(
  engine: Engine,
  query: SearchQuery,
  options: EmbedCallOptions,
): Promise<SearchResult> {
  return traced("search", { limit: query.limit ?? 20 }, async () => {
    const { limit = 20, minSimilarity = -1 } = query;
    const { signal } = options;
    requireInRange("limit", limit, 1, maxDepth, Number.isInteger(limit));
    requireInRange("minSimilarity", minSimilarity, -1, 1);
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor);
    const filter = query.filter && toStoreFilter(query.filter);

    const { vector, evidence, excluded } = await readQuery(engine, query, options);
    const ahead = Math.max(0, keywordMatches - limit);
    const pageOptions = { limit, minSimilarity, after, filter, excluded, ahead, signal };
    const page = await findPage(engine, vector, pageOptions);
    const toMatches = (found: FoundPage["found"]) =>
      found.map(({ record, position }) => toMatch(record, position, evidence));
    const matches = toMatches(page.found);
    const explained = matches.slice(0, keywordMatches);
    return {
      keywords: await explain(engine, vector, [explained, toMatches(page.ahead)], signal),
      matches,
      nextCursor: page.nextCursor,
      truncated: page.truncated,
    };
  });
}

/** The keywords of matches, with the pictures that would come next at hand. */
async function explain(
  engine: Engine,
  vector: Float32Array,
  [matches, ahead]: [Match[], Match[]],
  signal: AbortSignal | undefined,
) {
  const tags = tagsIn([...matches, ...ahead]);
  if (tags.length === 0) return [];
  const [counts, stats, lexicon, isPlain] = await Promise.all([
    engine.metadata.tagCounts(tags, { signal }),
    engine.metadata.stats({ signal }),
    loadLexicon(),
    isPlainQuery(engine, vector, matches[0]?.similarity ?? 1),
  ]);
  signal?.throwIfAborted();
  const background = { counts, pictures: stats.count.indexed };
  return keywordsOf({ matches, ahead, background, lexicon, isPlain });
}

function toMatch(
  record: ImageRecord,
  { similarity }: Position,
  evidence: QueryEvidence | null,
): Match {
  const { id, filename, title, width, height, mimeType, originalUrl, sourceDomain, sources, tags } =
    record;
  const tier = record.contentHash === evidence?.contentHash ? "exact" : "similar";
  const row = { id, similarity, tier, filename, title, width, height, mimeType } as const;
  return { ...row, originalUrl, sourceDomain, sources, tags };
}

function requireInRange(name: string, value: number, least: number, most: number, valid = true) {
  if (valid && value >= least && value <= most) return;
  const kind = name === "limit" ? "a whole number" : "a number";
  throw new RevimgError(
    "invalid_input",
    `${name} must be ${kind} from ${least} to ${most}, not ${value}.`,
  );
}
