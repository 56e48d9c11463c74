import type { Engine } from "../engine.js";
import { RevimgError } from "../errors.js";
import { contentHash } from "../identity.js";
import { decodeImage } from "../image/decode.js";
import { keywordsOf, tagsIn } from "../keywords/keywords.js";
import type { VectorHit } from "../stores/vector-store.js";
import { traced, tracedCall } from "../tracing.js";
import type { ImageRecord, Match, SearchQuery, SearchResult } from "../types.js";
import { compare, decodeCursor, encodeCursor, type Position, roundSimilarity } from "./cursor.js";
import { readQueryImage } from "./read-query-image.js";

/** How many matches of one query can be paged through. */
const maxDepth = 1000;

/** Matches that the keywords are drawn from, however many are asked for. */
const keywordMatches = 50;

/** Embeds the query picture, finds its neighbours, and explains them. */
export function runSearch(
  engine: Engine,
  query: SearchQuery,
  signal?: AbortSignal,
): Promise<SearchResult> {
  return traced("search", { limit: query.limit ?? 20 }, async () => {
    const { limit = 20, minSimilarity = -1 } = query;
    requireInRange("limit", limit, 1, maxDepth, Number.isInteger(limit));
    requireInRange("minSimilarity", minSimilarity, -1, 1);
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor);

    const bytes = await readQueryImage(query.image, engine.limits, signal);
    const hash = contentHash(bytes);
    const image = await decodeImage(bytes, { limits: engine.limits, signal });
    const { vector } = await engine.embedder.embed(image, { priority: "query", signal });

    const found = await collect(engine, vector, { limit, minSimilarity, after, signal });
    const matches = found.page.map(({ record, position }) => toMatch(record, position, hash));
    return {
      keywords: await explain(engine, matches, signal),
      matches,
      nextCursor: found.nextCursor,
    };
  });
}

interface Found {
  record: ImageRecord;
  position: Position;
}

/**
 * One page of visible pictures. Rows that are not `indexed` are skipped, so the
 * vector store is asked for more, by doubling, until the page is full or there
 * is no more to come.
 */
async function collect(
  engine: Engine,
  vector: Float32Array,
  options: {
    limit: number;
    minSimilarity: number;
    after: Position | null;
    signal: AbortSignal | undefined;
  },
): Promise<{ page: Found[]; nextCursor: string | null }> {
  const { limit, minSimilarity, after, signal } = options;
  const most = Math.min(engine.vectors.capabilities.maxTopK, 2 * maxDepth);
  for (
    let topK = Math.min(most, after ? 4 * limit : limit + 8);
    ;
    topK = Math.min(most, 2 * topK)
  ) {
    const hits = await tracedCall(engine.vectors, "vectors.query", topK, () =>
      engine.vectors.query({ vector, topK, signal }),
    );
    const positions = hits.map(toPosition).filter(({ similarity }) => similarity >= minSimilarity);
    positions.sort(compare);
    const rest = after ? positions.filter((position) => compare(after, position) < 0) : positions;
    const visible = await withRecords(engine, rest, signal);
    const exhausted = hits.length < topK || positions.length < hits.length || topK >= most;
    if (visible.length > limit || exhausted) {
      const page = visible.slice(0, limit);
      const last = page.at(-1)?.position;
      const isDeep = positions.length - rest.length + page.length >= maxDepth;
      const more = visible.length > limit && !isDeep;
      return { page, nextCursor: more && last ? encodeCursor(last) : null };
    }
  }
}

async function withRecords(
  engine: Engine,
  positions: readonly Position[],
  signal: AbortSignal | undefined,
): Promise<Found[]> {
  if (positions.length === 0) return [];
  const records = await engine.metadata.get(
    positions.map(({ id }) => id),
    { signal },
  );
  return positions.flatMap((position, i) => {
    const record = records[i];
    return record?.status === "indexed" ? [{ record, position }] : [];
  });
}

async function explain(engine: Engine, matches: Match[], signal: AbortSignal | undefined) {
  const explained = matches.slice(0, keywordMatches);
  if (explained.length === 0) return [];
  const [counts, stats] = await Promise.all([
    engine.metadata.tagCounts(tagsIn(explained), { signal }),
    engine.metadata.stats({ signal }),
  ]);
  return keywordsOf(explained, { counts, pictures: stats.count.indexed });
}

function toPosition({ id, score }: VectorHit): Position {
  return { id, similarity: roundSimilarity(score) };
}

function toMatch(record: ImageRecord, { similarity }: Position, queryHash: string): Match {
  const { id, filename, title, width, height, mimeType, originalUrl, sourceDomain, sources, tags } =
    record;
  const tier = record.contentHash === queryHash ? "exact" : "similar";
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
