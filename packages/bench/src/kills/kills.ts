import type { Bench } from "../lib/bench.js";
import { runKills } from "./run-kills.js";

/** Kills an indexing process with SIGKILL, over and over, and counts what was wrong afterwards. */
export const benchKills: Bench = async ({ quick, soak, workDirectory, log }) => {
  const kills = quick ? 12 : soak ? 400 : 40;
  const { hits, faults, ...report } = await runKills({ kills, pictures: 150, workDirectory, log });
  for (const fault of faults) log(fault);
  const counts = Object.entries(hits).map(([step, count]) => [
    `hits_${step.replace(".", "_")}`,
    count,
  ]);
  return { ...report, faults: faults.length, ...Object.fromEntries(counts) };
};
