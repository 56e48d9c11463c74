import type { CallOptions, VectorHit, VectorStore } from "../vector-store.js";

/** The embedded vector store. */
export interface SqliteVectorStore extends VectorStore {
  /** For whoever keeps another index of the open space. */
  readonly sideIndex: SideIndexTable;
}

/**
 * The table's side of an index that is kept beside it, such as one of FAISS. The table
 * stays the truth. The index is a cache of the rows at one revision. Rows are named by
 * slot: a small integer, given to another row when its own is deleted. From the first
 * call of `state` on, the space notes in the file which slots change, whoever changes
 * them.
 */
export interface SideIndexTable {
  state(options?: CallOptions): Promise<SideIndexState>;
  /** At most `count` rows in the order of their slots, from slot `from` on; none: there are no more. */
  rows(from: number, count: number, options?: CallOptions): Promise<SideIndexRows>;
  /** The rows at these slots, in any order; empty slots are left out. */
  rowsAt(slots: readonly number[], options?: CallOptions): Promise<SideIndexRows>;
  /**
   * An index of the rows as of `revision` is ready; rows that were read after
   * `state` told that revision may be newer. Forgets the changes before it.
   * `stamp` is for the index's keeper, and comes back in `state`.
   */
  adopt(index: { revision: number; stamp: string }): Promise<SideIndexState>;
  /** The index is lost. */
  discard(): Promise<SideIndexState>;
  /**
   * The nearest records: the best of the index's candidates and of the rows that
   * changed since, which an exact scan finds. An exact scan of all rows answers instead
   * when the candidates can't be enough: the index is another one by now, or too many
   * candidates have changed.
   */
  query(
    query: SideIndexQuery & CallOptions,
  ): Promise<{ hits: VectorHit[]; usedCandidates: boolean }>;
}

export interface SideIndexState {
  /** Of the table now; goes up with every change. */
  revision: number;
  /** Records in the space. */
  rows: number;
  /** One more than the highest slot. */
  slotEnd: number;
  /** Of the rows that the index was made of; null: there is none. */
  builtRevision: number | null;
  stamp: string | null;
  /** Slots that changed since; what it means without an index is not said. */
  changed: number;
}

export interface SideIndexRows {
  slots: Int32Array;
  /** Shape [slots.length, dimension]. */
  vectors: Float32Array;
}

export interface SideIndexQuery {
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
  topK: number;
  /** `builtRevision` of the index that found the candidates. */
  revision: number;
  /** Slots of the candidates, best first. */
  candidates: Int32Array;
  /** The candidates are all rows of the index. */
  isAll: boolean;
}

/** How a store's calls reach the worker that has the file open. */
type Run = <T>(method: string, args: unknown[], options?: CallOptions) => Promise<T>;

export function sideIndexTable(run: Run): SideIndexTable {
  return {
    state: (options) => run("sideIndexState", [], options),
    rows: (from, count, options) => run("sideIndexRows", [from, count], options),
    rowsAt: (slots, options) => run("sideIndexRowsAt", [slots], options),
    adopt: ({ revision, stamp }) => run("adoptSideIndex", [revision, stamp]),
    discard: () => run("discardSideIndex", []),
    query: ({ signal, ...query }) => run("querySideIndex", [query], { signal }),
  };
}
