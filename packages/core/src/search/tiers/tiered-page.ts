import type { Engine } from "../../engine/engine.js";
import type { Place, Position, Promotion } from "../cursor.js";
import { type FoundPage, findPage, type PageOptions } from "../find-page.js";
import type { QuerySource } from "../query-source.js";
import { byNearness, farCopies, nearestPositions, withView } from "./far-copies.js";
import { findByViews } from "./find-by-views.js";
import { similar } from "./find-copies.js";
import { copiesOf, judgeFound } from "./judge-found.js";
import { orderedPage, type TieredPage, withPromotion } from "./ordered-page.js";
import { markAt, promotionOf } from "./promotion.js";
import type { QueryEvidence } from "./query-evidence.js";
import type { TieredMatch } from "./tiered-match.js";

/** The nearest pictures, among which copies are looked for and put first: those that keywords are drawn from. */
const mostCandidates = 50;

interface AskedPicture {
  vector: Float32Array;
  /** Null where the query is not one picture. */
  evidence: QueryEvidence | null;
  /** What views of the query are drawn from, where copies are looked for by views, too. */
  source?: QuerySource | null;
}

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
  const judged = await judgeFound(engine, evidence, near.found, options.signal);
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
  return { ...orderedPage(copies, others, near, promotion, options), isWhole };
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
  const page = orderedPage(left, others, near, promotion, options);
  const judged = await judgeFound(engine, evidence, page.found, options.signal);
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
  const { matches: found, isWhole } = await judgeFound(
    engine,
    evidence,
    page.found,
    options.signal,
  );
  const ahead = page.ahead.map((match) => ({ ...match, ...similar }));
  return { ...page, found, ahead, isWhole, next: page.next && withPromotion(page.next, promotion) };
}
