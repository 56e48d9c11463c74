/** The calls of the child process; see faiss-child.ts. Vectors have the shape [rows, dimension]. */
export interface ChildMethods {
  /** Checks a file and loads the index in it. */
  load(index: IndexFile): void;
  /** Begins an index. */
  begin(plan: IndexPlan): void;
  /** Rows for `train`, one part in each call. */
  sample(vectors: Float32Array): void;
  /** Finds the centres of the lists from the sample. */
  train(): void;
  add(slots: Int32Array, vectors: Float32Array): void;
  /**
   * Writes the index to `path`. The file appears whole or not at all. Afterwards the
   * child is ready for searches.
   */
  finish(path: string): IndexFile;
  /**
   * The slots of the nearest `count` rows, best first. There are fewer if the
   * searched lists hold fewer.
   */
  search(vector: Float32Array, count: number): Int32Array;
}

export interface IndexPlan {
  dimension: number;
  /** Lists that the rows are divided into; null: one list, searched exactly. */
  lists: number | null;
}

/** An index in a file: FAISS's own format, followed by the slot of each row. */
export interface IndexFile extends IndexPlan {
  path: string;
  bytes: number;
  sha256: string;
  rows: number;
  /** Lists that a search looks into (`nprobe`). */
  probes: number | null;
  /** Measured recall@20; null for an exact index. */
  recall: number | null;
}

export type ChildCall = {
  [Method in keyof ChildMethods]: {
    call: number;
    method: Method;
    args: Parameters<ChildMethods[Method]>;
  };
}[keyof ChildMethods];

export type ChildMessage =
  /** The first message: whether FAISS could be loaded. */
  | { ready: true }
  | { unusable: { reason: "missing" | "failed"; message: string } }
  | { call: number; result: unknown }
  | { call: number; failure: { message: string; isDamaged: boolean } };
