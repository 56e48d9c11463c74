import type { BackUp } from "../host-options.js";
import type { JobWork } from "./job-runner.js";

/** The work of a job that copies the index to where the host keeps its backups. */
export function backupWork(backUp: BackUp): JobWork {
  return {
    ...{ kind: "backup", total: 0 },
    async run(job, changed, signal) {
      for await (const { files } of backUp({ signal })) {
        job.progress = { ...job.progress, done: files, total: files, added: files };
        changed();
      }
    },
    dispose: async () => {},
  };
}
