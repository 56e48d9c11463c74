/** What the child process is asked for; see faiss-child.ts. Vectors are of shape [rows, dimension]. */
export interface ChildMethods {
  /** Checks a file and loads the index that is in it. */
  load(index: IndexFile): void;
  /** Begins an index. */
  begin(plan: IndexPlan): void;
  /** Rows for `train`, a part at a time. */
  sample(vectors: Float32Array): void;
  /** Finds the centres of the lists from the sample. */
  train(): void;
  add(slots: Int32Array, vectors: Float32Array): void;
  /** Writes the index to `path`, which appears whole or not at all, and is ready for searches then. */
  finish(path: string): IndexFile;
  /** The slots of the nearest `count` rows, best first: fewer when the lists that are looked into hold fewer. */
  search(vector: Float32Array, count: number): Int32Array;
}

export interface IndexPlan {
  dimension: number;
  /** Lists that the rows are divided into; null: one list, searched exactly. */
  lists: number | null;
}

/** An index in a file: FAISS's own format, and behind it the slot of each row. */
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
  /** First of all: whether FAISS could be loaded. */
  | { ready: true }
  | { unusable: { reason: "missing" | "failed"; message: string } }
  | { call: number; result: unknown }
  | { call: number; failure: { message: string; isDamaged: boolean } };
