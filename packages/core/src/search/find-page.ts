import type { Engine } from "../engine/engine.js";
import { matchesFilter, type StoreFilter } from "../stores/filter.js";
import type { ImageRecord } from "../stores/image-record.js";
import { compare, type Place, type Position, roundSimilarity } from "./cursor.js";
import { findFewIds, scoreAll } from "./score-among.js";

/** How many matches of one query can be paged through. */
export const maxDepth = 1000;

export interface PageOptions {
  limit: number;
  minSimilarity: number;
  /** Where the page before ended. */
  after: Place | null;
  filter: StoreFilter | undefined;
  /** Ids that are not shown. */
  excluded: ReadonlySet<string>;
  /** Whether what is there was shown out of its turn before. */
  isPromoted?: (position: Position) => boolean;
  /** How many of the next ones are wanted besides; as many as are at hand are given. */
  ahead: number;
  signal: AbortSignal | undefined;
}

export interface Found {
  record: ImageRecord;
  position: Position;
}

export interface FoundPage {
  found: Found[];
  /** What would be on the next page. */
  ahead: Found[];
  /** Where the page ends; null for the last one. */
  next: Place | null;
  /** Looking was given up before the page was full. */
  truncated: boolean;
}

/**
 * One page of the visible pictures nearest to a vector.
 *
 * The vector store is asked for as many pictures as a page needs, then for twice as
 * many, until the page is full of visible pictures that match, or until there are no
 * more. When a filter leaves few pictures, the store looks only among these; core
 * scores them if the store can't.
 */
export async function findPage(
  engine: Engine,
  vector: Float32Array,
  options: PageOptions,
): Promise<FoundPage> {
  const { filter, limit, after, excluded, ahead, signal } = options;
  const { maxTopK, filter: canFilter } = engine.vectors.capabilities;
  const reader = new VisibleReader(engine, options);
  const few = filter && (await findFewIds(engine.metadata, filter, signal));
  if (few && (few.length === 0 || canFilter === "none")) {
    const hits = await scoreAll(engine.vectors, vector, few, signal);
    const page = await takePage(sorted(hits), reader, options, true);
    return { ...page!, truncated: false };
  }
  const most = few
    ? Math.min(maxTopK, few.length)
    : filter
      ? maxTopK
      : Math.min(maxTopK, 2 * maxDepth);
  for (
    let topK = Math.min(most, (after?.shown ?? 0) + limit + ahead + excluded.size + 8);
    ;
    topK = Math.min(most, 2 * topK)
  ) {
    const hits = await engine.vectors.query({ vector, topK, ...(few && { ids: few }), signal });
    const isAll = hits.length < topK || topK === few?.length;
    const page = await takePage(sorted(hits), reader, options, isAll || topK >= most);
    if (page) return { ...page, truncated: page.truncated && !isAll };
  }
}

/** The page within sorted positions; null when there are too few to fill it and there may be more. */
async function takePage(
  positions: readonly Position[],
  reader: VisibleReader,
  { limit, minSimilarity, after, isPromoted, ahead }: PageOptions,
  isLast: boolean,
): Promise<FoundPage | null> {
  const before = after?.shown ?? 0;
  const size = Math.max(0, Math.min(limit, maxDepth - before));
  const near = positions.filter(({ similarity }) => similarity >= minSimilarity);
  const isDone = isLast || near.length < positions.length;
  // Of those that tie with the last one, some may not be among these, and come before it by their id.
  const edge = isDone ? Number.NEGATIVE_INFINITY : positions.at(-1)!.similarity;
  const rest = near.filter(
    (position) =>
      position.similarity > edge &&
      (!after || compare(after, position) < 0) &&
      !isPromoted?.(position),
  );
  // One more than the page at least, to know whether there is a next one.
  const visible = await reader.take(rest, size + Math.max(1, ahead));
  if (visible.length <= size && !isDone) return null;
  const found = visible.slice(0, size);
  const last = found.at(-1)?.position;
  const shown = before + found.length;
  const hasNext = visible.length > size && shown < maxDepth;
  return {
    found,
    ahead: visible.slice(size, size + ahead),
    next: hasNext && last ? { ...last, shown } : null,
    truncated: visible.length <= size && near.length === positions.length && shown < maxDepth,
  };
}

function sorted(hits: readonly { id: string; score: number }[]): Position[] {
  const positions = hits.map(({ id, score }) => ({ id, similarity: roundSimilarity(score) }));
  return positions.sort(compare);
}

/** Reads rows in the order of similarity, each once however often the list is asked for again. */
class VisibleReader {
  readonly #engine: Engine;
  readonly #filter: StoreFilter | undefined;
  readonly #excluded: ReadonlySet<string>;
  readonly #signal: AbortSignal | undefined;
  readonly #known = new Map<string, ImageRecord | null>();

  constructor(engine: Engine, { filter, excluded, signal }: PageOptions) {
    this.#engine = engine;
    this.#filter = filter;
    this.#excluded = excluded;
    this.#signal = signal;
  }

  /** The first `count` that a search may show. */
  async take(positions: readonly Position[], count: number): Promise<Found[]> {
    const found: Found[] = [];
    for (let start = 0; start < positions.length && found.length < count; ) {
      // Nearly always enough: a store seldom names a picture that can't be shown.
      const step = start === 0 ? count : Math.max(count, 100);
      const part = positions.slice(start, start + step);
      start += step;
      await this.#read(part.map(({ id }) => id));
      for (const position of part) {
        const record = this.#known.get(position.id);
        if (record && found.length < count) found.push({ record, position });
      }
    }
    return found;
  }

  async #read(ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !this.#known.has(id));
    if (unknown.length === 0) return;
    const options = { signatures: false, signal: this.#signal };
    const records = await this.#engine.metadata.get(unknown, options);
    for (const [i, id] of unknown.entries()) {
      const record = records[i] ?? null;
      this.#known.set(id, record && this.#isShown(record) ? record : null);
    }
  }

  #isShown(record: ImageRecord): boolean {
    return (
      record.status === "indexed" &&
      !this.#excluded.has(record.id) &&
      (!this.#filter || matchesFilter(record, this.#filter))
    );
  }
}
