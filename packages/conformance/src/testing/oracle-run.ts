import fc from "fast-check";

export interface OracleOptions {
  /** How many sequences of calls to try. Default 30. */
  runs?: number;
  /** Longest sequence of calls. Default 40. */
  maxCalls?: number;
  /** Repeats a failure that printed this seed. */
  seed?: number;
}

/** Tries random sequences of calls. Shrinks a failing one to the shortest that fails. */
export async function checkSequences<Call>(
  call: fc.Arbitrary<Call>,
  check: (calls: readonly Call[]) => Promise<void>,
  { runs = 30, maxCalls = 40, seed }: OracleOptions,
): Promise<void> {
  const sequences = fc.array(call, { minLength: 1, maxLength: maxCalls, size: "max" });
  await fc.assert(fc.asyncProperty(sequences, check), {
    numRuns: runs,
    ...(seed !== undefined && { seed }),
  });
}

/** Well-formed texts of any script without NUL, as core hands them to stores. */
export const storableText: fc.Arbitrary<string> = fc
  .string({ unit: "grapheme", maxLength: 12 })
  .filter((text) => text.isWellFormed() && !text.includes("\0"));

/** Any of these, each at most once, in any order. */
export function someOf<T>(values: readonly T[], maxLength = values.length): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...values], { minLength: 0, maxLength }).map((subset) => [...subset]);
}

/** The same, at least one. */
export function oneOrMoreOf<T>(values: readonly T[], maxLength = values.length): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...values], { minLength: 1, maxLength }).map((subset) => [...subset]);
}
