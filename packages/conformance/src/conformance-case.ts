/**
 * One promise of a store interface, put to the test against a real store. The
 * cases use `node:assert` and no test runner: bind them to any.
 *
 * @example
 * import { selectCases, vectorStoreCases } from "@revimg/conformance";
 * for (const { name, run } of selectCases(vectorStoreCases, myStore().capabilities)) {
 *   test(name, () => run(() => myStore()));
 * }
 */
export interface ConformanceCase<Store extends ConformingStore> {
  /** What the store does right when the case passes; unique in its list. */
  readonly name: string;
  /** Whether the case applies to a store of these capabilities; without it, to every store. */
  readonly requires?: (capabilities: Store["capabilities"]) => boolean;
  /**
   * Resolves when the promise is kept, rejects with an `AssertionError` (or the
   * store's own error) when it is not. Works in throwaway spaces, collections
   * and keys of its own and removes them; closes what it opened.
   */
  run(create: CreateStore<Store>): Promise<void>;
}

/** What the three store interfaces have in common. */
export interface ConformingStore extends AsyncDisposable {
  readonly name: string;
  readonly capabilities: object;
  close(): Promise<void>;
}

/**
 * Makes a store that has not been opened yet. The kit calls it several times in
 * one case, and every store it gets must see the same server, folder or file.
 * `scope` is 1 to 40 characters of a-z, 0-9 and -: a folder's name, for stores
 * in which only that keeps one collection from another; others ignore it.
 */
export type CreateStore<Store> = (scope: string) => Store | Promise<Store>;

/** The cases that apply to a store of these capabilities. */
export function selectCases<Store extends ConformingStore>(
  cases: readonly ConformanceCase<Store>[],
  capabilities: Store["capabilities"],
): ConformanceCase<Store>[] {
  return cases.filter(({ requires }) => requires?.(capabilities) ?? true);
}
