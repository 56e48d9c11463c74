import { createMemory, type Memory } from "../../memory/index.js";
import type { CallOptions, Page, PageRequest } from "../../stores/vector-store.js";
import { type ConformanceCase, type ConformingStore, selectCases } from "../conformance-case.js";

/** A memory store with one fault, and the one case of the kit that is there to find it. */
export interface Mutant<Store> {
  readonly fault: string;
  readonly breaks: string;
  make(memory: Memory): Store;
}

/** The names of the cases that a store with this fault fails. */
export async function failedCases<Store extends ConformingStore>(
  cases: readonly ConformanceCase<Store>[],
  { make }: Pick<Mutant<Store>, "make">,
): Promise<string[]> {
  const memory = createMemory();
  const failed: string[] = [];
  for (const { name, run } of selectCases(cases, make(memory).capabilities)) {
    const isKept = await run(() => make(memory)).then(
      () => true,
      () => false,
    );
    if (!isKept) failed.push(name);
  }
  return failed;
}

/** Lets everything go on that waits, timers aside. */
export function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Options whose signal is looked at before the call, and not while it is made. */
export function checkedOnce<Options extends CallOptions>({ signal, ...rest }: Options) {
  signal?.throwIfAborted();
  return rest;
}

/** Pages that go by a count of entries, and so leave some out when others are deleted. */
export async function pagedByCount(
  { after, pageSize }: PageRequest,
  scan: (page: PageRequest) => Promise<Page>,
): Promise<Page> {
  const { ids } = await scan({ after: null, pageSize: Number.MAX_SAFE_INTEGER });
  const start = Number(after);
  const end = start + pageSize;
  return { ids: ids.slice(start, end), next: end < ids.length ? String(end) : null };
}

/** Pages of which each but the first begins with the last entry of the one before; large pages only. */
export async function overlapping(page: PageRequest, scan: (page: PageRequest) => Promise<Page>) {
  const { after, pageSize } = page;
  if (pageSize < 500) return scan(page);
  const number = after === null ? null : String(Number(after) - 1);
  return scan({ after: number, pageSize });
}
