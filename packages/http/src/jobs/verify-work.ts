import type { Revimg, VerifyOptions } from "@revimg/core";
import type { JobFinding } from "../wire/jobs.js";
import type { JobWork } from "./job-runner.js";

const mostFindings = 100;
const untouched = new Set<JobFinding["outcome"]>(["found", "hidden", "lost"]);

/** The work of a job that compares the stores with each other, as the options of `verify()` say. */
export async function verifyWork(
  revimg: Revimg,
  options: Omit<VerifyOptions, "signal">,
): Promise<JobWork> {
  const { count, failed, pending } = await revimg.stats();
  return {
    ...{ kind: "verify", total: count + failed + pending },
    async run(job, changed, signal) {
      let unmended = 0;
      for await (const event of revimg.verify({ ...options, signal })) {
        if (event.type === "problem") {
          const { kind, subject, name, outcome } = event.problem;
          if (untouched.has(outcome)) unmended++;
          if (job.findings.length < mostFindings) {
            job.findings.push({ kind, subject, name, outcome });
          }
        }
        const { rows } = event.progress;
        job.progress = {
          ...{ done: rows, total: Math.max(job.progress.total, rows) },
          ...{ added: 0, updated: 0, unchanged: rows, failed: unmended, queued: 0 },
        };
        changed();
      }
    },
    dispose: async () => {},
  };
}
