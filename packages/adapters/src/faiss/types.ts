import type { CallOptions, VectorStore } from "@revimg/core";

/** A `VectorStore` that tells how its FAISS index is. */
export interface FaissStore extends VectorStore {
  /** How the index of the open space is at this moment. Throws `invalid_input` before `open()`. */
  status(): FaissStatus;
  /**
   * Resolves when the index needs no work any more: it is loaded, and new enough.
   * Nothing needs to wait for that; every query is answered rightly meanwhile. As
   * long as FAISS fails, it waits.
   */
  settled(options?: CallOptions): Promise<void>;
}

export interface FaissStatus {
  /** The index that answers queries; null: there is none at the moment, and the exact search does. */
  index: FaissIndexFacts | null;
  /** A new index is being made. */
  isBuilding: boolean;
  /** Upper bound of the rows that have changed since the index was made. */
  changed: number;
  /** Queries of this store that FAISS had a part in, and those that the exact search answered alone. */
  answered: { faiss: number; exact: number };
  /** Of the children, the one that answers queries first. */
  processIds: number[];
  /** Why an index could not be made or had to be made again; null: nothing of that kind. */
  lastFailure: string | null;
}

export interface FaissIndexFacts {
  kind: "flat" | "ivf";
  rows: number;
  /** Inverted lists (`nlist`); null for flat. */
  lists: number | null;
  /** Lists that a search looks into (`nprobe`); null for flat. */
  probes: number | null;
  /** Recall@20 of stored vectors when the index was made; null for flat. */
  recall: number | null;
}
