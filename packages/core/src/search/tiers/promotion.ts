import { compare, markOf, type Position, type Promotion } from "../cursor.js";

/**
 * What a cursor carries of copies that are shown before nearer pictures; undefined
 * when all of them are the nearest, in their order. `nearest` go by nearness; those of
 * them that are not further than a copy are told from the copies for certain.
 */
export function promotionOf(
  copies: readonly Position[],
  nearest: readonly Position[],
): Promotion | undefined {
  if (copies.every(({ id }, i) => id === nearest[i]?.id)) return undefined;
  const last = copies.reduce((a, b) => (compare(a, b) > 0 ? a : b));
  const own = new Set(copies.map(({ id }) => id));
  const others = nearest.filter(({ id }) => !own.has(id));
  // No copy has the mark of another picture. Of 50 among 50 nearly every salt does, of 50 among 1,000 one of two.
  for (let salt = 0; ; salt++) {
    const marks = copies.map(({ id }) => markOf(id, salt));
    const known = new Set(marks);
    const isSure =
      known.size === marks.length && !others.some(({ id }) => known.has(markOf(id, salt)));
    if (isSure || salt === 255) return { marks, salt, last };
  }
}

/** The mark of a picture that may be one of the copies; null for one behind them all. */
export function markAt(position: Position, { salt, last }: Promotion): number | null {
  return compare(position, last) > 0 ? null : markOf(position.id, salt);
}
