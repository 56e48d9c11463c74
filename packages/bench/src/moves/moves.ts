import type { Bench } from "../lib/bench.js";
import { runMoves } from "./run-moves.js";

/** Moves an index from model to model with kills and searches, and counts what was wrong. */
export const benchMoves: Bench = async ({ quick, soak, workDirectory, log }) => {
  const seed = Number(process.env.REVIMG_SEED ?? Date.now() % 1e9);
  const kills = quick ? 6 : soak ? 200 : 20;
  const pictures = quick ? 150 : 2_000;
  const { faults, ...report } = await runMoves({ kills, pictures, seed, workDirectory, log });
  for (const fault of faults) log(fault);
  return { seed, pictures, ...report, faults: faults.length };
};
