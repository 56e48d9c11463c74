import type { IndexItem, Revimg } from "@revimg/core";
import { toProblem } from "../problem.js";
import type { Job } from "../wire/jobs.js";
import type { JobWork } from "./job-runner.js";

const mostFailures = 20;
const mostLetters = 300;

export interface IndexWorkOptions {
  total: number;
  /** The pictures, read when their turn comes. */
  items: (signal: AbortSignal) => AsyncIterable<IndexItem>;
  dispose: () => Promise<void>;
}

/** The work of a job that adds pictures. */
export function indexWork(revimg: Revimg, options: IndexWorkOptions): JobWork {
  const { total, items, dispose } = options;
  return {
    total,
    async run(job, changed, signal) {
      for await (const event of revimg.index(items(signal), { signal })) {
        const { done, added, updated, unchanged, failed } = event.progress;
        job.progress = { done, total, added, updated, unchanged, failed };
        if (event.type === "failed") addFailure(job, event.name, event.error);
        changed();
      }
    },
    dispose,
  };
}

function addFailure({ failures }: Job, name: string, error: unknown): void {
  if (failures.length >= mostFailures) return;
  const { code, detail } = toProblem(error);
  failures.push({ name: name.slice(0, mostLetters), code, detail: detail.slice(0, mostLetters) });
}
