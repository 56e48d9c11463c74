import type { Bench } from "../lib/bench.js";
import { runFaults } from "./run-faults.js";

/** Indexes, prunes, deletes and repairs on stores that fail, and counts what was wrong afterwards. */
export const benchFaults: Bench = async ({ quick, soak, workDirectory, log }) => {
  const runs = quick ? 10 : soak ? 1_000 : 100;
  const seed = Number(process.env.REVIMG_SEED ?? Date.now() % 1e9);
  const report = await runFaults({ runs, pictures: 60, seed, workDirectory, log });
  for (const line of report.wrong) log(line);
  const counts = Object.values(report.happened);
  return {
    seed,
    runs,
    finished: report.finished,
    failed: report.failed,
    faults: counts.reduce((sum, count) => sum + count, 0),
    points_and_kinds: counts.length,
    wrong: report.wrong.length,
  };
};
