import { seededRandom } from "@revimg/core/evaluation";
import type { Bench } from "../lib/bench.js";
import { runFolders } from "./run-folders.js";

/** Changes folders at random between runs, and counts where the index is not as the folders are. */
export const benchFolders: Bench = async ({ quick, soak, workDirectory, log }) => {
  const operations = quick ? 200 : soak ? 20_000 : 2_000;
  const seed = Date.now() % 1e9;
  log(`seed ${seed}`);
  const report = await runFolders({
    ...{ operations, workDirectory, log },
    pictures: quick ? 100 : 300,
    random: seededRandom(seed),
  });
  const { lost, doubled, wrongPaths, wrongEvents, faults } = report;
  for (const fault of [lost, doubled, wrongPaths, wrongEvents, faults].flat()) log(fault);
  return {
    seed,
    operations: report.operations,
    runs: report.runs,
    kills: report.kills,
    lost: lost.length,
    doubled: doubled.length,
    wrong_paths: wrongPaths.length,
    wrong_events: wrongEvents.length,
    faults: faults.length,
  };
};
