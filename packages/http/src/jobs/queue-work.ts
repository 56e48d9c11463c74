import type { IndexSource } from "@revimg/core";
import type { ServerQueue } from "../server-queue.js";
import type { JobKind } from "../wire/jobs.js";
import { addFailure } from "./index-work.js";
import type { JobWork } from "./job-runner.js";

export interface QueueWorkOptions {
  kind: JobKind;
  /** 0 where nobody knows it before the pictures are listed. */
  total: number;
  items: () => IndexSource | Promise<IndexSource>;
}

/** The work of a job that puts pictures onto the queue. Workers index them after its end. */
export function queueWork(queue: ServerQueue, { kind, total, items }: QueueWorkOptions): JobWork {
  return {
    ...{ kind, total },
    async run(job, changed, signal) {
      for await (const event of queue.enqueue(await items(), { signal })) {
        if (event.type === "failed") {
          job.progress.failed++;
          addFailure(job, event.name, event.error);
        } else job.progress.queued = event.pictures;
        const done = job.progress.queued + job.progress.failed;
        job.progress = { ...job.progress, done, total: Math.max(total, done) };
        changed();
      }
    },
    dispose: async () => {},
  };
}
