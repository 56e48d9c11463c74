import { compare, type Place, type Position, type Promotion } from "../cursor.js";
import { type FoundPage, maxDepth, type PageOptions } from "../find-page.js";
import type { TieredMatch } from "./tiered-match.js";

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

/** Before every match: no cosine is larger. */
const start: Position = { similarity: 2, id: "" };

/** The page at the head of the copies that are left, and of all others from the nearest on. */
export function orderedPage(
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

/** Behind the last copy nothing is out of turn any more. */
export function withPromotion(place: Place, promotion: Promotion | undefined): Place {
  return promotion && compare(place, promotion.last) < 0 ? { ...place, promotion } : place;
}
