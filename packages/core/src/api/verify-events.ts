import type { CallOptions } from "../stores/vector-store.js";

export interface VerifyOptions extends CallOptions {
  /**
   * Mends what is found. Others may go on indexing into the same stores: a picture that
   * somebody is writing is looked at again, and mended, when nobody else has it.
   * Default false.
   */
  repair?: boolean;
  /**
   * Reads every stored picture too, and the files that pictures were left in, and looks
   * whether the bytes are those that were indexed. Takes as long as reading all of them.
   * Default false: then what is there is taken for whole.
   */
  bytes?: boolean;
}

/**
 * `unfinished`: a row that an interrupted run left behind.
 * `vector_missing`, `thumbnail_missing`, `original_missing`: a picture that searches
 * show lacks its vector, its thumbnail, or the copy of its bytes.
 * `thumbnail_damaged`, `original_damaged`: it is there, but its bytes are not those that
 * were written. Only looked for with `bytes`. Of a thumbnail only what makes it
 * unreadable is seen.
 * `signature_missing`: it lacks the signature, which recognises its edited copies. Rows
 * imported without one lack it.
 * `file_changed`: the bytes were left in their file, and the file is gone or another
 * one. With `bytes` also a file of the same size and date with other content.
 * `vector_orphan`, `blob_orphan`: a vector or blob that belongs to no picture.
 */
export type VerifyProblemKind =
  | "unfinished"
  | "vector_missing"
  | "thumbnail_missing"
  | "original_missing"
  | "thumbnail_damaged"
  | "original_damaged"
  | "signature_missing"
  | "file_changed"
  | "vector_orphan"
  | "blob_orphan";

export interface VerifyProblem {
  kind: VerifyProblemKind;
  /** The picture's id; the blob's key for `blob_orphan`. */
  subject: string;
  /** File name, where there is a row. */
  name: string | null;
  /**
   * `found`: untouched, because no repair was asked for. `mended`: whole again.
   * `removed`: the leftover is gone. `hidden`: its bytes are nowhere; the row is
   * `failed` now, and no search shows it. `lost`: nothing is left to mend it from;
   * index the picture again.
   */
  outcome: "found" | "mended" | "removed" | "hidden" | "lost";
}

/** How many of each were checked so far. */
export interface VerifyProgress {
  rows: number;
  vectors: number;
  blobs: number;
}

export type VerifyEvent =
  | { type: "problem"; problem: VerifyProblem; progress: VerifyProgress }
  /** After each page of a few hundred. */
  | { type: "checked"; progress: VerifyProgress }
  | { type: "finished"; progress: VerifyProgress; problems: Record<VerifyProblemKind, number> };
