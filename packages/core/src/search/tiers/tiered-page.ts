import type { Engine } from "../../engine/engine.js";
import type { ImageRecord } from "../../stores/image-record.js";
import { compare, type Place, type Position, type Promotion } from "../cursor.js";
import { type Found, type FoundPage, findPage, maxDepth, type PageOptions } from "../find-page.js";
import type { QuerySource } from "../query-source.js";
import { byNearness, farCopies, nearestPositions, withView } from "./far-copies.js";
import { findByViews } from "./find-by-views.js";
import { findCopies, similar } from "./find-copies.js";
import { markAt, promotionOf } from "./promotion.js";
import type { QueryEvidence } from "./query-evidence.js";
import type { TieredMatch } from "./tiered-match.js";

/** The nearest pictures, among which copies are looked for and put first: those that keywords are drawn from. */
const mostCandidates = 50;

export interface TieredPage {
  found: TieredMatch[];
  /** What would be on the next page. */
  ahead: TieredMatch[];
  /** Where the page ends; null for the last one. */
  next: Place | null;
  truncated: boolean;
  /** False where copies may be called `similar` because the blob store did not answer. */
  isWhole: boolean;
}

interface AskedPicture {
  vector: Float32Array;
  /** Null where the query is not one picture. */
  evidence: QueryEvidence | null;
  /** What views of the query are drawn from, where copies are looked for by views, too. */
  source?: QuerySource | null;
}

/** Before every match: no cosine is larger. */
const start: Position = { similarity: 2, id: "" };

/**
 * One page of the pictures nearest to a vector, with the tier of each. First come the
 * copies of the query picture among the 50 nearest, and those that its views lead to,
 * the `exact` ones before the `edited` ones; then all others. Both groups are sorted by similarity.
 *
 * The first page decides which pictures come out of their turn, and its cursor names
 * them. So nothing is shown twice, and nothing is lost.
 */
export async function findTieredPage(
  engine: Engine,
  query: AskedPicture,
  options: PageOptions,
): Promise<TieredPage> {
  const { after } = options;
  if (after) {
    const areCopiesLeft = after.shown < (after.promotion?.marks.length ?? 0);
    return areCopiesLeft
      ? copiesPage(engine, query, options)
      : pageByNearness(engine, query, options);
  }
  if (!query.evidence) return pageByNearness(engine, query, options);
  return firstPage(engine, query.evidence, query, options);
}

async function firstPage(
  engine: Engine,
  evidence: QueryEvidence,
  { vector, source }: AskedPicture,
  options: PageOptions,
): Promise<TieredPage> {
  const near = await nearest(engine, vector, options);
  const judged = await judge(engine, evidence, near.found, options.signal);
  if (!source) return pageWithCopies(judged, near, judged.matches, options);
  const views = await findByViews(engine, { source, vector, evidence }, options);
  const isWhole = judged.isWhole && views.isWhole;
  const matches = judged.matches.map((match) => withView(match, views));
  const far = await farCopies(engine, vector, views, near.found, options);
  const all = far.length > 0 ? await nearestPositions(engine, vector, options.signal) : matches;
  return pageWithCopies({ matches, isWhole, far }, near, all, options);
}

/** `far`: copies that are not among the matches. `nearest` reach at least as far as the matches. */
function pageWithCopies(
  { matches, isWhole, far = [] }: { matches: TieredMatch[]; isWhole: boolean; far?: TieredMatch[] },
  near: FoundPage,
  nearest: readonly { position: Position }[],
  options: PageOptions,
): TieredPage {
  const nearCopies = copiesOf(matches.slice(0, mostCandidates));
  // Later pages could not find the others again.
  const room = Math.max(0, Math.min(options.limit, mostCandidates) - nearCopies.length);
  const copies = copiesOf([...nearCopies, ...far.slice(0, room)].sort(byNearness));
  const positionsOf = (list: readonly { position: Position }[]) =>
    list.map(({ position }) => position);
  const promotion = promotionOf(positionsOf(copies), positionsOf(nearest));
  const others = matches.filter((match) => !copies.includes(match));
  return { ...pageOf(copies, others, near, promotion, options), isWhole };
}

/** A page that begins with copies which the pages before had no room for. */
async function copiesPage(
  engine: Engine,
  { vector, evidence }: AskedPicture,
  options: PageOptions,
): Promise<TieredPage> {
  const { shown, promotion } = options.after as Place & { promotion: Promotion };
  const near = await nearest(engine, vector, options);
  const found = near.found.map((match) => ({ ...match, ...similar }));
  const marks = found.map(({ position }) => markAt(position, promotion));
  // Undefined for one that is gone meanwhile.
  const left = promotion.marks.slice(shown).map((mark) => found[marks.indexOf(mark)]);
  const others = found.filter((_, i) => !promotion.marks.includes(marks[i]!));
  const page = pageOf(left, others, near, promotion, options);
  const judged = await judge(engine, evidence, page.found, options.signal);
  return { ...page, found: judged.matches, isWhole: judged.isWhole };
}

/** The nearest from the very first on: as many as were shown, and are on the page and ahead. */
function nearest(
  engine: Engine,
  vector: Float32Array,
  { after, limit, ahead, ...options }: PageOptions,
): Promise<FoundPage> {
  const wanted = (after?.shown ?? 0) + limit + ahead;
  const size = Math.max(mostCandidates, wanted);
  return findPage(engine, vector, { ...options, after: null, limit: size, ahead: 0 });
}

/** The page at the head of the copies that are left, and of all others from the nearest on. */
function pageOf(
  left: readonly (TieredMatch | undefined)[],
  others: readonly TieredMatch[],
  near: FoundPage,
  promotion: Promotion | undefined,
  { after, limit, ahead }: PageOptions,
): Omit<TieredPage, "isWhole"> {
  const before = after?.shown ?? 0;
  const ordered = [...left, ...others];
  const found: TieredMatch[] = [];
  let taken = 0;
  while (taken < ordered.length && found.length < limit && before + taken < maxDepth) {
    const match = ordered[taken++];
    if (match) found.push(match);
  }
  const rest = ordered.slice(taken).filter((match) => match !== undefined);
  const shown = before + taken;
  const hasNext = (rest.length > 0 || near.next !== null) && shown < maxDepth;
  // Without a promotion the copies are the nearest: the last one of all is where to go on.
  const last = promotion ? ordered.slice(left.length, taken).at(-1) : found.at(-1);
  const place = { ...(last?.position ?? start), shown };
  return {
    found,
    ahead: rest.slice(0, ahead),
    next: hasNext ? withPromotion(place, promotion) : null,
    truncated: rest.length === 0 && near.truncated,
  };
}

/** All that come after the place, by nearness, less what was shown out of its turn. */
async function pageByNearness(
  engine: Engine,
  { vector, evidence }: AskedPicture,
  options: PageOptions,
): Promise<TieredPage> {
  const promotion = options.after?.promotion;
  const isPromoted = (position: Position) =>
    promotion?.marks.includes(markAt(position, promotion)!) ?? false;
  const page = await findPage(engine, vector, { ...options, isPromoted });
  const { matches: found, isWhole } = await judge(engine, evidence, page.found, options.signal);
  const ahead = page.ahead.map((match) => ({ ...match, ...similar }));
  return { ...page, found, ahead, isWhole, next: page.next && withPromotion(page.next, promotion) };
}

/** Behind the last copy nothing is out of turn any more. */
function withPromotion(place: Place, promotion: Promotion | undefined): Place {
  return promotion && compare(place, promotion.last) < 0 ? { ...place, promotion } : place;
}

async function judge(
  engine: Engine,
  evidence: QueryEvidence | null,
  found: readonly Found[],
  signal: AbortSignal | undefined,
): Promise<{ matches: TieredMatch[]; isWhole: boolean }> {
  if (!evidence) {
    return { matches: found.map((match) => ({ ...match, ...similar })), isWhole: true };
  }
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
