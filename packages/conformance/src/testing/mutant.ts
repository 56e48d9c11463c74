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

/** A memory store with one fault, and the case of the kit that must find it, or the cases. */
export interface Mutant<Store> {
  readonly fault: string;
  readonly breaks: string | readonly string[];
  make(memory: Memory): Store;
}

type MutantOf<Store> = (
  fault: string,
  breaks: string | readonly string[],
  /** The faulty methods. They replace those of a memory store. */
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

/** The rows of all collections, where they are kept, to be changed. */
export function rowsOf({ collections }: Memory): { record: ImageRecord }[] {
  return [...collections.values()].flatMap(({ rows }) => [...rows.values()]);
}

/** Lets all waiting work go on, except timers. */
export function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Options whose signal counts only before the call, not during it. */
export function checkedOnce<Options extends CallOptions>({ signal, ...rest }: Options) {
  signal?.throwIfAborted();
  return rest;
}

/** Pages that go by a count of entries. So they leave some out when others are deleted. */
export async function pagedByCount(
  { after, pageSize }: PageRequest,
  scan: (page: PageRequest) => Promise<Page>,
): Promise<Page> {
  const { ids } = await scan({ after: null, pageSize: Number.MAX_SAFE_INTEGER });
  const start = Number(after);
  const end = start + pageSize;
  return { ids: ids.slice(start, end), next: end < ids.length ? String(end) : null };
}

/** Pages that begin with the last entry of the page before. Large pages only. */
export async function overlapping(page: PageRequest, scan: (page: PageRequest) => Promise<Page>) {
  const { after, pageSize } = page;
  if (pageSize < 500) return scan(page);
  const number = after === null ? null : String(Number(after) - 1);
  return scan({ after: number, pageSize });
}
