import type { EmbedCallOptions } from "../api/revimg.js";
import type { SearchQuery } from "../api/search-query.js";
import type { Match, SearchResult } from "../api/search-result.js";
import type { Engine } from "../engine/engine.js";
import { tagsIn } from "../keywords/evidence.js";
import { type KeywordMatch, keywordsOf } from "../keywords/keywords.js";
import { withLeadingTags } from "../keywords/leading-tags.js";
import { loadLexicon } from "../keywords/lexicon.js";
import { traced } from "../lib/tracing.js";
import type { ImageSource } from "../stores/image-record.js";
import { countTags } from "./collection-counts.js";
import { encodeCursor } from "./cursor.js";
import { leastSimilarity } from "./cutoff.js";
import { type LoadedQuery, loadQuery } from "./load-query.js";
import { isPlainQuery } from "./plain-query.js";
import { sourceOf } from "./query-source.js";
import { readQuery } from "./read-query.js";
import { readTerms, type SearchTerms } from "./search-terms.js";
import { type FoldedMatch, foldCopies } from "./tiers/fold-copies.js";
import type { QueryEvidence } from "./tiers/query-evidence.js";
import type { TieredMatch } from "./tiers/tiered-match.js";
import { findTieredPage } from "./tiers/tiered-page.js";

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
    if (engine.vectors.capabilities.consistency === "eventual") return (await find(signal)).result;
    const of = [loaded.key, terms, revision];
    const request = { kind: "results", of, signal, deadlineMs } as const;
    const { result } = await engine.cache.get(request, find, ({ isWhole }) => isWhole);
    return result;
  });
}

interface Answer {
  result: SearchResult;
  /** Whether asking again would give the same, as long as the index does not change. */
  isWhole: boolean;
}

/** Looks at the query's pictures, finds their neighbours, and explains them. */
async function answer(
  engine: Engine,
  loaded: LoadedQuery,
  terms: SearchTerms & { revision: number },
  options: EmbedCallOptions,
): Promise<Answer> {
  const { signal } = options;
  const { limit, cutoff, after, filter, revision, copies, collapse } = terms;
  const { excluded } = loaded;
  const { vector, evidence } = await readQuery(engine, loaded, options);
  const cut =
    cutoff !== false && after?.cut !== undefined
      ? after.cut
      : await leastSimilarity(engine, { vector, evidence }, { cutoff, revision, signal });
  const minSimilarity = Math.max(cut ?? -1, terms.minSimilarity ?? -1);
  const isThorough = copies === "thorough" && !after;
  const source = isThorough ? await sourceOf(engine, loaded, signal) : null;
  const page = await findTieredPage(
    engine,
    { vector, evidence, source },
    {
      ...{ limit, minSimilarity, after, filter, excluded, signal },
      ahead: Math.max(0, keywordMatches - limit),
    },
  );
  const explained = page.found.slice(0, keywordMatches).map(toKeywordMatch);
  const folded = collapse ? await foldCopies(engine, page.found, signal) : null;
  const matches = folded ? folded.folded.map(toFoldedMatch) : page.found.map(toMatch);
  const result = {
    keywords: await explain(
      engine,
      { vector, evidence },
      [explained, page.ahead.map(toKeywordMatch)],
      { revision, signal },
    ),
    matches,
    nextCursor: page.next && encodeCursor({ ...page.next, ...(cutoff !== false && { cut }) }),
    minSimilarity: cut === null && terms.minSimilarity === null ? null : minSimilarity,
    truncated: page.truncated,
  };
  return { result, isWhole: page.isWhole && (folded?.isWhole ?? true) };
}

/** The keywords of matches, with the pictures that would come next at hand. */
async function explain(
  engine: Engine,
  query: { vector: Float32Array; evidence: QueryEvidence | null },
  [matches, ahead]: [KeywordMatch[], KeywordMatch[]],
  { revision, signal }: { revision: number; signal: AbortSignal | undefined },
) {
  if (![...matches, ...ahead].some(({ tags }) => tags.length > 0)) return [];
  // Copies may stand before nearer pictures.
  const nearest = Math.max(...matches.map(({ similarity }) => similarity));
  const [lexicon, isPlain] = await Promise.all([
    loadLexicon(),
    isPlainQuery(engine, query, nearest),
  ]);
  const leading = await withLeadingTags({ matches, ahead }, isPlain, signal);
  const tags = tagsIn([...leading.matches, ...leading.ahead]);
  const background = await countTags(engine.metadata, tags, revision, signal);
  signal?.throwIfAborted();
  return keywordsOf({ ...leading, background, lexicon, isPlain });
}

function toMatch({ record, position, tier, evidence }: TieredMatch): Match {
  // One literal: copies by spreading took a tenth of a search by vector.
  return {
    id: record.id,
    similarity: position.similarity,
    tier,
    evidence,
    filename: record.filename,
    title: record.title,
    width: record.width,
    height: record.height,
    mimeType: record.mimeType,
    originalUrl: record.originalUrl,
    sourceDomain: record.sourceDomain,
    sources: record.sources.filter(isPlace),
    tags: record.tags,
    createdAt: record.createdAt,
  };
}

function toFoldedMatch({ copies, ...match }: FoldedMatch): Match {
  return { ...toMatch(match), copies: copies.map(toMatch) };
}

function toKeywordMatch({ record, position }: TieredMatch): KeywordMatch {
  return { id: record.id, similarity: position.similarity, tags: record.tags };
}

/** Of a picture that was handed over in memory it may be unknown where it comes from. */
function isPlace(source: ImageSource): boolean {
  for (const field in source) if (field !== "tags") return true;
  return false;
}
