import { join } from "node:path";
import type { Bench, BenchContext, BenchResult } from "../lib/bench.js";
import type { IndexPlace } from "../lib/index-place.js";
import { startServers } from "../lib/servers.js";
import { runKills } from "./run-kills.js";

/** How long a process waits for the pictures of one that was killed. */
const leaseMs = 2_000;

/**
 * Kills an indexing process with SIGKILL, over and over, and counts what was wrong
 * afterwards. `--soak` takes more pictures, and goes on to indexes on servers.
 */
export const benchKills: Bench = async (context) => {
  const [kills, pictures] = context.quick ? [12, 150] : context.soak ? [200, 2_000] : [40, 150];
  const embedded = await killsAt(context, { name: "embedded", kills, pictures });
  if (!context.soak) return embedded;
  return { ...embedded, ...(await killsOnServers(context)) };
};

async function killsOnServers(context: BenchContext): Promise<BenchResult> {
  const { servers, stop } = await startServers();
  const { postgres, pgvector, chroma, s3 } = servers;
  const rows = { model: "mini", postgres: postgres.url, leaseMs };
  const at = (name: string, place: Partial<IndexPlace>) => ({
    ...{ name, kills: 50, pictures: 300 },
    place: {
      dataDirectory: join(context.workDirectory, name, "index"),
      collection: name,
      ...rows,
      ...place,
    },
  });
  try {
    return {
      postgres_s3: await killsAt(context, at("postgres-s3", { pgvector: pgvector.url, s3 })),
      chroma_postgres: await killsAt(context, at("chroma-postgres", { chroma: chroma.url })),
    };
  } finally {
    await stop();
  }
}

interface Round {
  name: string;
  kills: number;
  pictures: number;
  place?: IndexPlace;
}

async function killsAt(
  { workDirectory, log }: BenchContext,
  { name, ...round }: Round,
): Promise<BenchResult> {
  const { hits, faults, ...report } = await runKills({
    ...round,
    workDirectory: join(workDirectory, name),
    log: (line) => log(`${name}: ${line}`),
  });
  const counts = Object.entries(hits).map(([step, count]) => [
    `hits_${step.replace(".", "_")}`,
    count,
  ]);
  return { ...report, faults: faults.length, ...Object.fromEntries(counts) };
}
