import type { EmbedCallOptions } from "../api.js";
import type { Engine } from "../engine.js";
import { tagsIn } from "../keywords/evidence.js";
import { keywordsOf } from "../keywords/keywords.js";
import { loadLexicon } from "../keywords/lexicon.js";
import { traced } from "../tracing.js";
import type { ImageRecord, Match, SearchQuery, SearchResult } from "../types.js";
import type { Position } from "./cursor.js";
import { leastSimilarity } from "./cutoff.js";
import { type FoundPage, findPage } from "./find-page.js";
import type { QueryEvidence } from "./load-part.js";
import { isPlainQuery } from "./plain-query.js";
import { type LoadedQuery, loadQuery } from "./read-query.js";
import { readTerms, type SearchTerms } from "./search-terms.js";

/** Pictures that the keywords are drawn from, however many are asked for. */
const keywordMatches = 50;

/** Answers a query, from the cache if an equal one was answered since the index last changed. */
export function runSearch(
  engine: Engine,
  query: SearchQuery,
  options: EmbedCallOptions,
): Promise<SearchResult> {
  return traced("search", { limit: query.limit ?? 20 }, async () => {
    const { signal, deadlineMs } = options;
    const terms = readTerms(query);
    const loaded = await loadQuery(engine, query, options);
    const revision = await engine.metadata.revision({ signal });
    const find = (signal: AbortSignal | undefined) =>
      answer(engine, loaded, { ...terms, revision }, { deadlineMs, signal });
    // What such a store shows may change without a new revision.
    if (engine.vectors.capabilities.consistency === "eventual") return find(signal);
    const of = [loaded.key, terms, revision];
    return engine.cache.get({ kind: "results", of, signal, deadlineMs }, find);
  });
}

/** Looks at the query's pictures, finds their neighbours, and explains them. */
async function answer(
  engine: Engine,
  loaded: LoadedQuery,
  terms: SearchTerms & { revision: number },
  options: EmbedCallOptions,
): Promise<SearchResult> {
  const { signal } = options;
  const { limit, cutoff, after, filter, revision } = terms;
  const { vector, evidence, excluded } = await loaded.read(options);
  const cut =
    cutoff !== false && after?.cut !== undefined
      ? after.cut
      : await leastSimilarity(engine, vector, { cutoff, revision, signal });
  const minSimilarity = Math.max(cut ?? -1, terms.minSimilarity ?? -1);
  const page = await findPage(engine, vector, {
    ...{ limit, minSimilarity, after, filter, excluded, signal },
    cut: cutoff === false ? undefined : cut,
    ahead: Math.max(0, keywordMatches - limit),
  });
  const toMatches = (found: FoundPage["found"]) =>
    found.map(({ record, position }) => toMatch(record, position, evidence));
  const matches = toMatches(page.found);
  const explained = matches.slice(0, keywordMatches);
  return {
    keywords: await explain(engine, vector, [explained, toMatches(page.ahead)], signal),
    matches,
    nextCursor: page.nextCursor,
    minSimilarity: cut === null && terms.minSimilarity === null ? null : minSimilarity,
    truncated: page.truncated,
  };
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
