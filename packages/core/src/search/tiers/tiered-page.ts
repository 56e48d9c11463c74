import type { Engine } from "../../engine.js";
import type { ImageRecord } from "../../types.js";
import { encodeCursor, type Position } from "../cursor.js";
import { findPage, type PageOptions } from "../find-page.js";
import { findCopies, similar, type Verdict } from "./find-copies.js";
import type { QueryEvidence } from "./query-evidence.js";
import { encodeTieredCursor, type TieredCursor } from "./tiered-cursor.js";

/** The nearest pictures, among which copies are looked for and put first: those that keywords are drawn from. */
const mostCandidates = 50;

/** Copies that are put before nearer pictures; each makes the cursor longer. */
const mostPromoted = 20;

export interface TieredMatch extends Verdict {
  record: ImageRecord;
  position: Position;
}

export interface TieredPage {
  found: TieredMatch[];
  /** What would be on the next page. */
  ahead: TieredMatch[];
  nextCursor: string | null;
  truncated: boolean;
  /** False where copies may be called `similar` because the blob store did not answer. */
  isWhole: boolean;
}

type TieredPageOptions = Omit<PageOptions, "after"> & { after: TieredCursor | null };

/**
 * One page of the pictures nearest to a vector, with the tier of each: first the
 * copies of the query picture among the 50 nearest, 20 and a page at most, the
 * `exact` ones before the `edited` ones; then all others. Both go by similarity.
 *
 * Only the first page puts pictures elsewhere. Its cursor names them, so that the
 * pages after it, which go on by similarity, leave them out: nothing is shown
 * twice, and nothing is lost.
 */
export async function findTieredPage(
  engine: Engine,
  { vector, evidence }: { vector: Float32Array; evidence: QueryEvidence | null },
  { after, ...options }: TieredPageOptions,
): Promise<TieredPage> {
  if (after || !evidence) return followingPage(engine, { vector, evidence }, after, options);
  const { limit, ahead, cut, signal } = options;
  const near = await findPage(engine, vector, {
    ...options,
    after: null,
    limit: Math.max(limit, mostCandidates),
    ahead: limit < mostCandidates ? 0 : ahead,
  });
  const { matches, isWhole } = await judge(engine, evidence, near.found, signal);
  const promoted = copiesOf(matches).slice(0, Math.min(limit, mostPromoted));
  const others = matches.filter((match) => !promoted.includes(match));
  const ordered = [...promoted, ...others];
  const found = ordered.slice(0, limit);
  if (ordered.length <= limit) {
    const next = near.ahead.map((match) => ({ ...match, ...similar }));
    return { ...near, found, ahead: next, isWhole, ...wrapped(near.nextCursor, promoted) };
  }
  const last = found.length > promoted.length ? found.at(-1)!.position : start;
  const nextCursor = encodeCursor({
    ...last,
    shown: found.length,
    ...(cut !== undefined && { cut }),
  });
  const next = ordered.slice(limit, limit + ahead);
  return { found, ahead: next, isWhole, ...wrapped(nextCursor, promoted), truncated: false };
}

/** Before every match: no cosine is larger. */
const start: Position = { similarity: 2, id: "" };

async function followingPage(
  engine: Engine,
  { vector, evidence }: { vector: Float32Array; evidence: QueryEvidence | null },
  after: TieredCursor | null,
  options: Omit<PageOptions, "after">,
): Promise<TieredPage> {
  const promoted = after?.promoted ?? [];
  const page = await findPage(engine, vector, {
    ...options,
    after: after?.place ?? null,
    excluded: new Set([...options.excluded, ...promoted]),
  });
  const { matches: found, isWhole } = evidence
    ? await judge(engine, evidence, page.found, options.signal)
    : { matches: page.found.map((match) => ({ ...match, ...similar })), isWhole: true };
  const nextCursor = page.nextCursor && encodeTieredCursor(page.nextCursor, promoted);
  const ahead = page.ahead.map((match) => ({ ...match, ...similar }));
  return { ...page, found, ahead, nextCursor, isWhole };
}

function wrapped(cursor: string | null, promoted: readonly TieredMatch[]) {
  const ids = promoted.map(({ record }) => record.id);
  return { nextCursor: cursor && encodeTieredCursor(cursor, ids) };
}

async function judge(
  engine: Engine,
  evidence: QueryEvidence,
  found: readonly { record: ImageRecord; position: Position }[],
  signal: AbortSignal | undefined,
): Promise<{ matches: TieredMatch[]; isWhole: boolean }> {
  const records = found.map(({ record }) => record);
  const { verdicts, isWhole } = await findCopies(engine, evidence, records, signal);
  const verdictOf = ({ id }: ImageRecord) => verdicts.get(id) ?? similar;
  return { matches: found.map((match) => ({ ...match, ...verdictOf(match.record) })), isWhole };
}

function copiesOf(matches: readonly TieredMatch[]): TieredMatch[] {
  return [
    ...matches.filter(({ tier }) => tier === "exact"),
    ...matches.filter(({ tier }) => tier === "edited"),
  ];
}
