import { seededRandom } from "../lib/seeded-random.js";

/**
 * Draws `count` of the values without replacement, and gives them in their order; all
 * of them when there are no more. The same values and seed give the same sample.
 */
export function sample<T>(values: readonly T[], count: number | undefined, seed: number): T[] {
  if (count === undefined || count >= values.length) return [...values];
  const random = seededRandom(seed);
  const drawn = values.map((value, place) => ({ value, place, key: random() }));
  drawn.sort((a, b) => a.key - b.key || a.place - b.place);
  return drawn
    .slice(0, count)
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
