import type { Bench } from "../lib/bench.js";
import { startServers, whyNoServers } from "../lib/servers.js";
import { type MigrationStep, runLegs } from "./run-legs.js";

const everyStep: readonly MigrationStep[] = ["metadata.put", "blobs.put", "vectors.upsert"];

/** Moves an index through four sets of stores with three kills in each leg, and counts what is not as it was. */
export const benchMigrate: Bench = async ({ quick, soak, workDirectory, log }) => {
  const reason = whyNoServers();
  if (reason !== null) throw new Error(`The bench ${reason}`);
  const pictures = quick ? 1_000 : soak ? 50_000 : 10_000;
  const kills = [everyStep, everyStep, everyStep];
  const { servers, stop } = await startServers();
  try {
    return { pictures, ...(await runLegs({ pictures, kills, servers, workDirectory, log })) };
  } finally {
    await stop();
  }
};
