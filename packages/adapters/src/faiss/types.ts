import type { CallOptions, VectorStore } from "@revimg/core";

/** A `VectorStore` that reports the state of its FAISS index. */
export interface FaissStore extends VectorStore {
  /** The state of the open space's index at this moment. Throws `invalid_input` before `open()`. */
  status(): FaissStatus;
  /**
   * Resolves when the index is loaded and new enough. Nothing needs to wait for that:
   * queries are answered correctly all the time. While FAISS fails, this call waits.
   */
  settled(options?: CallOptions): Promise<void>;
}

export interface FaissStatus {
  /**
   * The index that answers queries. Null: there is none at the moment, and the exact
   * search answers.
   */
  index: FaissIndexFacts | null;
  /** A new index is being made. */
  isBuilding: boolean;
  /** Upper bound of the rows that have changed since the index was made. */
  changed: number;
  /**
   * Queries of this store in which FAISS took part, and those that the exact search
   * answered alone.
   */
  answered: { faiss: number; exact: number };
  /** Process ids of the children. The one that answers queries comes first. */
  processIds: number[];
  /**
   * Why an index could not be made, or had to be made again. Null: nothing like that
   * has happened.
   */
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
