import { isRevimgError, RevimgError } from "../lib/errors.js";

/** Parts of one call that run at the same time. */
const parallelParts = 4;

/**
 * Hands on `values` in parts of at most `maxBatch`, a few at a time, and gathers the
 * answers in order. When a part fails, no further part begins. Parts under way are
 * waited for, and what they did stays done. The error says how many values that is
 * (`details.completed`).
 */
export async function inParts<T, R>(
  values: readonly T[],
  maxBatch: number,
  work: (part: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  if (values.length <= maxBatch) return values.length === 0 ? [] : [...(await work(values))];
  const parts = Array.from({ length: Math.ceil(values.length / maxBatch) }, (_, i) =>
    values.slice(i * maxBatch, (i + 1) * maxBatch),
  );
  const answers: (readonly R[])[] = [];
  let next = 0;
  let completed = 0;
  let failure: { error: unknown } | undefined;
  const runner = async () => {
    while (next < parts.length && !failure) {
      const i = next++;
      try {
        answers[i] = await work(parts[i]!);
        completed += parts[i]!.length;
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallelParts, parts.length) }, runner));
  if (failure) throw withCompleted(failure.error, completed);
  return answers.flat();
}

function withCompleted(error: unknown, completed: number): unknown {
  if (!isRevimgError(error)) return error;
  const { code, message, retryable, adapter, details, cause } = error;
  return new RevimgError(code, message, {
    retryable,
    details: { ...details, completed },
    cause: cause ?? error,
    ...(adapter && { adapter }),
  });
}
