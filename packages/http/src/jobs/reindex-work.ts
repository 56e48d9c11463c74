import { type ReindexOptions, type Revimg, RevimgError } from "@revimg/core";
import { addFailure } from "./index-work.js";
import type { JobWork } from "./job-runner.js";

/** The work of a job that moves the index to another model. */
export async function reindexWork(
  revimg: Revimg,
  options: Omit<ReindexOptions, "signal">,
): Promise<JobWork> {
  const { count } = await revimg.stats();
  return {
    ...{ kind: "reindex", total: count },
    async run(job, changed, signal) {
      for await (const event of revimg.reindex({ ...options, signal })) {
        const { done, total, embedded, failed } = event.progress;
        const counts = { added: embedded, updated: 0, unchanged: 0, failed, queued: 0 };
        job.progress = { done, total, ...counts };
        if (event.type === "failed") addFailure(job, event.name, event.error);
        if (event.type === "finished" && !event.isSwitched) throw stays(failed);
        changed();
      }
    },
    dispose: async () => {},
  };
}

function stays(failed: number): RevimgError {
  return new RevimgError(
    "image_decode_failed",
    `${failed} pictures could not be embedded, so the index stays with its model. Bring their originals back, remove them, or allow thumbnails in their place.`,
  );
}
