import { compare, markOf, type Position, type Promotion } from "../cursor.js";

/**
 * What a cursor carries of copies that are shown before nearer pictures; undefined
 * when all of them are the nearest, in their order. `copies` are among `candidates`,
 * which go by nearness.
 */
export function promotionOf(
  copies: readonly Position[],
  candidates: readonly Position[],
): Promotion | undefined {
  if (copies.every((copy, i) => copy === candidates[i])) return undefined;
  const last = copies.reduce((a, b) => (compare(a, b) > 0 ? a : b));
  // No candidate has the mark of another. One salt of two does, for 50 of them nearly all.
  for (let salt = 0; ; salt++) {
    const marks = new Set(candidates.map(({ id }) => markOf(id, salt)));
    if (marks.size < candidates.length && salt < 255) continue;
    return { marks: copies.map(({ id }) => markOf(id, salt)), salt, last };
  }
}

/** The mark of a picture that may be one of the copies; null for one behind them all. */
export function markAt(position: Position, { salt, last }: Promotion): number | null {
  return compare(position, last) > 0 ? null : markOf(position.id, salt);
}
