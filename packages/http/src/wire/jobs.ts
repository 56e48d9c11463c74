import type { RevimgErrorCode, VerifyProblem, VerifyProblemKind } from "@revimg/core";

/**
 * `waiting`: others go first. `interrupted`: the server ended before it did. `failed`: it
 * could not go on; a job with single bad pictures is `finished`.
 */
export type JobStatus = "waiting" | "running" | "finished" | "failed" | "cancelled" | "interrupted";

export type JobKind = "index" | "source" | "retry" | "verify" | "reindex" | "backup";

/** What `GET /jobs/{id}` answers. */
export interface Job {
  id: string;
  /**
   * What it does. `index` adds pictures that were sent, `source` those of a place that the
   * server knows; `retry` reads again what failed. `verify` compares the stores, `reindex`
   * moves to another model, `backup` copies the index.
   */
  kind: JobKind;
  status: JobStatus;
  /** ISO 8601, as the others. */
  created_at: string;
  /** Null while it waits. */
  started_at: string | null;
  /** Null until it has ended. */
  ended_at: string | null;
  progress: JobProgress;
  /** The first 20 pictures that could not be indexed. */
  failures: JobFailure[];
  /** The first 100 things that a `verify` found; none for other jobs. */
  findings: JobFinding[];
  /** Why the job failed; null for one that did not. */
  error: { code: RevimgErrorCode | "internal"; detail: string } | null;
}

/** Pictures; for a `verify` rows, of which `failed` do not fit; for a `backup` files. */
export interface JobProgress {
  /** Handled so far: for jobs that add pictures, the sum of the five below. */
  done: number;
  /** Not less than `done`. It grows where nobody knows it in advance. */
  total: number;
  added: number;
  /** Known pictures that gained a source or a description. */
  updated: number;
  unchanged: number;
  failed: number;
  /** Put onto the queue: workers index them, and the job ends before that. */
  queued: number;
}

export interface JobFailure {
  /** Its file name, or its place in the request. */
  name: string;
  code: RevimgErrorCode | "internal";
  detail: string;
}

/** Something that does not fit: see `VerifyProblem` of core. */
export interface JobFinding {
  kind: VerifyProblemKind;
  /** The picture's id, or the blob's key. */
  subject: string;
  name: string | null;
  outcome: VerifyProblem["outcome"];
}

/** What `GET /jobs` answers. */
export interface JobListResponse {
  /** The last 50, the newest first. */
  jobs: Job[];
}

export function hasJobEnded({ status }: Pick<Job, "status">): boolean {
  return status !== "waiting" && status !== "running";
}
