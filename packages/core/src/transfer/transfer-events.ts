import type { CallOptions } from "../stores/vector-store.js";

export interface TransferOptions extends CallOptions {
  /** How many stored vectors are searched for at the end, on both sides. 0 to 1,000. Default 20. */
  sample?: number;
}

/** Running totals, carried by every event. */
export interface TransferProgress {
  /** Rows looked at so far: the sum of `copied` and `unchanged`. */
  done: number;
  /** Rows in all, as counted at the beginning. */
  total: number;
  copied: number;
  /** Rows that an earlier run had already copied. */
  unchanged: number;
  /** Pictures and thumbnails copied, and their bytes. */
  blobs: number;
  bytes: number;
  elapsedMs: number;
}

/**
 * What the source itself lacks: `vector_missing`, `thumbnail_missing` and
 * `original_missing` as in `VerifyProblemKind`. `original_damaged`: the copy of the
 * bytes has changed, and is not copied. The row is copied in each case.
 */
export type TransferProblemKind =
  | "vector_missing"
  | "thumbnail_missing"
  | "original_missing"
  | "original_damaged";

export interface TransferProblem {
  kind: TransferProblemKind;
  /** The picture's id. */
  id: string;
  /** File name. */
  name: string;
}

/** Both sides compared, after the copy. */
export interface TransferReport {
  /** Rows, without those that are being deleted. */
  rows: { source: number; target: number };
  /** Vectors of the rows that searches show. */
  vectors: { source: number; target: number };
  /** Stored vectors that both sides were searched for. */
  searches: {
    asked: number;
    /**
     * Share of the nearest 20 that both sides agree on, in [0, 1]. Null when nothing
     * was searched for.
     */
    agreement: number | null;
    /** Largest difference between the two sides in any value of these vectors. Null likewise. */
    maxDifference: number | null;
  };
  /** Whether counts are equal, searches agree (at least 0.99) and vectors are the same within 1e-5. */
  matches: boolean;
}

export type TransferEvent =
  /** While a folder is checked before its import; `files` and `bytes` so far. */
  | { type: "verifying"; files: number; bytes: number; progress: TransferProgress }
  /** After each page of a few hundred rows. */
  | { type: "copied"; progress: TransferProgress }
  | { type: "problem"; problem: TransferProblem; progress: TransferProgress }
  | { type: "checking"; progress: TransferProgress }
  | {
      type: "finished";
      progress: TransferProgress;
      problems: number;
      report: TransferReport;
    };

/** What `exportIndex` yields. */
export type ExportEvent =
  | Extract<TransferEvent, { type: "copied" | "problem" }>
  | { type: "finished"; progress: TransferProgress; problems: number };
