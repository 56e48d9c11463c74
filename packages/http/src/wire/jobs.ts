import type { RevimgErrorCode } from "@revimg/core";

/**
 * `waiting`: others go first. `interrupted`: the server ended before it did. `failed`: it
 * could not go on; a job with single bad pictures is `finished`.
 */
export type JobStatus = "waiting" | "running" | "finished" | "failed" | "cancelled" | "interrupted";

/** What `GET /jobs/{id}` answers. */
export interface Job {
  id: string;
  /** What it does: `index` adds pictures. */
  kind: "index";
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
  /** Why the job failed; null for one that did not. */
  error: { code: RevimgErrorCode | "internal"; detail: string } | null;
}

export interface JobProgress {
  /** Pictures handled so far: the sum of the four below. */
  done: number;
  total: number;
  added: number;
  /** Known pictures that gained a source or a description. */
  updated: number;
  unchanged: number;
  failed: number;
}

export interface JobFailure {
  /** Its file name, or its place in the request. */
  name: string;
  code: RevimgErrorCode | "internal";
  detail: string;
}

/** What `GET /jobs` answers. */
export interface JobListResponse {
  /** The last 50, the newest first. */
  jobs: Job[];
}

export function hasJobEnded({ status }: Pick<Job, "status">): boolean {
  return status !== "waiting" && status !== "running";
}
