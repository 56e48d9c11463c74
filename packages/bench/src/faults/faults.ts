import { join } from "node:path";
import type { Bench } from "../lib/bench.js";
import { type FaultsReport, runFaults } from "./run-faults.js";
import { runFileFaults } from "./run-file-faults.js";

/**
 * Indexes, prunes, deletes and repairs on stores that fail, then on files that fail, and
 * counts what was wrong afterwards.
 */
export const benchFaults: Bench = async ({ quick, soak, workDirectory, log }) => {
  const runs = quick ? 10 : soak ? 1_000 : 100;
  const seed = Number(process.env.REVIMG_SEED ?? Date.now() % 1e9);
  const options = { runs, pictures: 60, seed, log };
  const stores = await runFaults({ ...options, workDirectory: join(workDirectory, "stores") });
  const files = await runFileFaults({ ...options, workDirectory: join(workDirectory, "files") });
  for (const line of [...stores.wrong, ...files.wrong]) log(line);
  return {
    ...{ seed, runs },
    ...figuresOf("", stores),
    ...figuresOf("files_", files),
  };
};

function figuresOf(prefix: string, { finished, failed, happened, wrong }: FaultsReport) {
  const counts = Object.values(happened);
  return {
    [`${prefix}finished`]: finished,
    [`${prefix}failed`]: failed,
    [`${prefix}faults`]: counts.reduce((sum, count) => sum + count, 0),
    [`${prefix}points_and_kinds`]: counts.length,
    [`${prefix}wrong`]: wrong.length,
  };
}
