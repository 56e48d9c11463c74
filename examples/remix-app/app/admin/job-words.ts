import type { Job } from "@revimg/http/client";
import { numberOf } from "./format";

const kinds: Record<Job["kind"], string> = {
  index: "Adding pictures",
  source: "Indexing a source",
  retry: "Trying failures again",
  verify: "Verifying",
  reindex: "Moving to another model",
  backup: "Making a backup",
};

const statuses: Record<Job["status"], string> = {
  waiting: "waits",
  running: "running",
  finished: "finished",
  failed: "failed",
  cancelled: "cancelled",
  interrupted: "interrupted",
};

export function kindOf({ kind }: Job): string {
  return kinds[kind];
}

export function statusOf({ status }: Job): string {
  return statuses[status];
}

export function hasEnded({ status }: Pick<Job, "status">): boolean {
  return status !== "waiting" && status !== "running";
}

/** How far a job is, in a sentence. */
export function progressOf({ kind, progress }: Job): string {
  const { done, total, added, updated, unchanged, failed, queued } = progress;
  if (kind === "backup") return `${numberOf(done)} files copied`;
  const of = `${numberOf(done)} of ${numberOf(total)}`;
  if (kind === "verify") return `${of} rows, ${numberOf(failed)} do not fit`;
  if (kind === "reindex") return `${of} pictures, ${numberOf(failed)} failed`;
  // What workers do with the pictures of a queue, this job does not know.
  const parts = [
    queued > 0 ? `${numberOf(queued)} put onto the queue` : `${numberOf(added)} new`,
    ...(updated > 0 ? [`${numberOf(updated)} updated`] : []),
    ...(unchanged > 0 ? [`${numberOf(unchanged)} known`] : []),
    `${numberOf(failed)} failed`,
  ];
  return `${of}: ${parts.join(", ")}`;
}
