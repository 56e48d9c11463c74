/**
 * Splits a list into parts that stay below a number of entries and a sum of sizes, as
 * a request must. An entry that is too large alone is a part of its own. The server
 * will refuse it.
 */
export function inRequests<T>(
  values: readonly T[],
  { maxCount, maxSize }: { maxCount: number; maxSize: number },
  sizeOf: (value: T) => number,
): T[][] {
  const parts: T[][] = [];
  let sum = 0;
  for (const value of values) {
    const size = sizeOf(value);
    const last = parts.at(-1);
    if (!last || last.length >= maxCount || sum + size > maxSize) {
      parts.push([value]);
      sum = size;
    } else {
      last.push(value);
      sum += size;
    }
  }
  return parts;
}
