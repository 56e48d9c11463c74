import type { IndexSource, Revimg } from "@revimg/core";
import { toProblem } from "../problem.js";
import type { Job, JobKind } from "../wire/jobs.js";
import type { JobWork } from "./job-runner.js";

const mostFailures = 20;
const mostLetters = 300;

export interface IndexWorkOptions {
  /** Default `index`. */
  kind?: JobKind;
  /** 0 where nobody knows it before the pictures are counted. */
  total: number;
  /** The pictures, read when their turn comes. */
  items: (signal: AbortSignal, job: Job) => IndexSource | Promise<IndexSource>;
  /** Reads again what crashed the decoder before. */
  retrySetAside?: boolean;
  dispose?: () => Promise<void>;
}

/** The work of a job that adds pictures. */
export function indexWork(revimg: Revimg, options: IndexWorkOptions): JobWork {
  const { kind = "index", total, items, retrySetAside = false, dispose } = options;
  return {
    ...{ kind, total },
    async run(job, changed, signal) {
      const source = await items(signal, job);
      for await (const event of revimg.index(source, { signal, retrySetAside })) {
        const { done, added, updated, unchanged, failed } = event.progress;
        const all = Math.max(total, event.progress.total ?? 0, done);
        job.progress = { done, total: all, added, updated, unchanged, failed, queued: 0 };
        if (event.type === "failed") addFailure(job, event.name, event.error);
        changed();
      }
    },
    dispose: dispose ?? (async () => {}),
  };
}

/** Notes a picture that a job could not handle; the first 20 are enough to see what is wrong. */
export function addFailure({ failures }: Job, name: string, error: unknown): void {
  if (failures.length >= mostFailures) return;
  const { code, detail } = toProblem(error);
  failures.push({ name: shown(name), code, detail: detail.slice(0, mostLetters) });
}

/** Never a path of the server: whoever may add pictures need not know where they lie. */
function shown(name: string): string {
  const isAddress = /^[a-z][\w+.-]+:\/\//i.test(name);
  return (isAddress ? name : name.replace(/^.*[/\\]/, "")).slice(0, mostLetters);
}
