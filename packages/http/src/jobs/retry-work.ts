import { type Revimg, RevimgError } from "@revimg/core";
import { failedPlaces } from "../failures/failed-places.js";
import type { Job } from "../wire/jobs.js";
import { addFailure, indexWork } from "./index-work.js";
import type { JobWork } from "./job-runner.js";

export interface RetryWorkOptions {
  /** Only these failures. Default: all. */
  ids?: ReadonlySet<string>;
}

/** The work of a job that reads again what failed: files, and addresses on the web. */
export function retryWork(revimg: Revimg, { ids }: RetryWorkOptions): JobWork {
  return indexWork(revimg, {
    ...{ kind: "retry", total: 0, retrySetAside: true },
    async items(signal, job) {
      const { paths, items, ...unreachable } = await failedPlaces(revimg, {
        ...(ids && { ids }),
        signal,
      });
      tell(job, unreachable.gone, "The file is gone. Remove the failure, or bring the file back.");
      tell(job, unreachable.objects, "It lies in a bucket. Index the bucket again.");
      tell(job, unreachable.sent, "It was sent and is kept nowhere. Send it again.");
      return [...paths, ...items];
    },
  });
}

function tell(job: Job, names: readonly string[], reason: string): void {
  for (const name of names) addFailure(job, name, new RevimgError("unsupported", reason));
}
