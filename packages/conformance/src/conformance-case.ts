/**
 * Tests one promise of a store interface against a real store. The cases use
 * `node:assert` and no test runner, so they work with any.
 *
 * @example
 * import { selectCases, vectorStoreCases } from "@revimg/conformance";
 * for (const { name, run } of selectCases(vectorStoreCases, myStore().capabilities)) {
 *   test(name, () => run(() => myStore()));
 * }
 */
export interface ConformanceCase<Store extends ConformingStore> {
  /** The promise, said as what the store does. Unique in its list. */
  readonly name: string;
  /**
   * Whether the case applies to a store of these capabilities. Without it, the case
   * applies to every store.
   */
  readonly requires?: (capabilities: Store["capabilities"]) => boolean;
  /**
   * Resolves when the promise is kept. Rejects with an `AssertionError`, or the store's
   * own error, when it is not. Works in its own throwaway spaces, collections and keys,
   * and removes them. Closes what it opened.
   */
  run(create: CreateStore<Store>): Promise<void>;
}

/** What the three store interfaces share. */
export interface ConformingStore extends AsyncDisposable {
  readonly name: string;
  readonly capabilities: object;
  close(): Promise<void>;
}

/**
 * Makes a store that has not been opened yet. The kit calls it several times in one
 * case, and all these stores must see the same server, folder or file. `scope` is 1 to
 * 40 characters of a-z, 0-9 and -. Stores that separate collections only by folder use
 * it as the folder's name; others ignore it.
 */
export type CreateStore<Store> = (scope: string) => Store | Promise<Store>;

/** The cases that apply to a store of these capabilities. */
export function selectCases<Store extends ConformingStore>(
  cases: readonly ConformanceCase<Store>[],
  capabilities: Store["capabilities"],
): ConformanceCase<Store>[] {
  return cases.filter(({ requires }) => requires?.(capabilities) ?? true);
}
