import type {
  BlobStore,
  CallOptions,
  ImageRecord,
  MetadataStore,
  Page,
  PageRequest,
  VectorStore,
} from "@revimg/core";
import {
  createMemory,
  type Memory,
  memoryBlobs,
  memoryMetadata,
  memoryVectors,
} from "@revimg/core/memory";
import { type ConformanceCase, type ConformingStore, selectCases } from "../conformance-case.js";

/** A memory store with one fault, and the one case of the kit that is there to find it. */
export interface Mutant<Store> {
  readonly fault: string;
  readonly breaks: string;
  make(memory: Memory): Store;
}

type MutantOf<Store> = (
  fault: string,
  breaks: string,
  /** The methods that have the fault, over those of a memory store. */
  change: (store: Store, memory: Memory) => Partial<Store>,
) => Mutant<Store>;

function mutantOf<Store>(create: (options: { memory: Memory }) => Store): MutantOf<Store> {
  return (fault, breaks, change) => ({
    fault,
    breaks,
    make(memory) {
      const store = create({ memory });
      return { ...store, ...change(store, memory) };
    },
  });
}

export const vectorMutant = mutantOf<VectorStore>(memoryVectors);
export const metadataMutant = mutantOf<MetadataStore>(memoryMetadata);
export const blobMutant = mutantOf<BlobStore>(memoryBlobs);

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

/** The rows of all collections, to be changed where they are kept. */
export function rowsOf({ collections }: Memory): { record: ImageRecord }[] {
  return [...collections.values()].flatMap(({ rows }) => [...rows.values()]);
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
