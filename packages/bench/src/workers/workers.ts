import { join } from "node:path";
import { startChroma, startPostgres, startS3 } from "@revimg/testing/services";
import pg from "pg";
import { Pictures } from "../kills/crime-scene.js";
import type { Bench } from "../lib/bench.js";
import { measureRate } from "./measure-rate.js";
import { runWithFaults } from "./run-with-faults.js";
import type { WorkerIndex } from "./worker-index.js";

/** As long as CLIP takes for a picture on one core, but without the core: this machine has two. */
const delayMs = 120;

const leaseMs = 5_000;

/**
 * Workers on one queue, with rows in Postgres, vectors in Chroma and pictures in S3. Counts
 * what is lost and doubled when one is killed, one drained and Postgres restarted; then
 * measures 1, 2 and 3 workers without faults.
 */
export const benchWorkers: Bench = async ({ quick, workDirectory, log }) => {
  const count = quick ? 200 : 5_000;
  const shardSize = quick ? 24 : 100;
  // Twelve shards (or six) are an equal share for one, two and three workers.
  const measured = shardSize * (quick ? 6 : 12);
  const pictures = new Pictures(join(workDirectory, "pictures"));
  await pictures.paint(count);
  log(`${count} pictures of 96 pixels; each waits ${delayMs} ms in place of a slow model`);
  await using servers = await startServers();
  const { postgres, chroma, s3 } = servers;
  const indexOf = (collection: string): WorkerIndex => ({
    ...{ postgres: postgres.url, chroma: chroma.url, s3, collection },
    ...{ dataDirectory: join(workDirectory, collection), model: "mini", leaseMs, delayMs },
  });
  const faults = { index: indexOf("faults"), server: postgres, pictures, shardSize, log };
  const { ends, lost, doubled, problems, deadLetters } = await runWithFaults(faults);
  for (const fault of [...lost, ...doubled, ...problems]) log(fault);
  log(`the workers ended with ${ends.join(", ")}`);
  const rowBytes = (await collectionBytes(postgres.url, "faults")) / count;
  const names = (await pictures.names()).slice(0, measured);
  const paths = names.map((name) => join(pictures.folder, name));
  const rates: number[] = [];
  for (const workers of [1, 2, 3]) {
    rates.push(await measureRate(indexOf(`rate-${workers}`), paths, { workers, shardSize }));
    log(`${workers}: ${rates.at(-1)!.toFixed(1)} pictures/s`);
  }
  const [rate_1, rate_2, rate_3] = rates.map((rate) => Math.round(rate * 10) / 10);
  return {
    pictures: count,
    lost: lost.length,
    doubled: doubled.length,
    problems: problems.length,
    dead_letters: deadLetters,
    row_bytes: Math.round(rowBytes),
    delay_ms: delayMs,
    ...{ rate_1: rate_1!, rate_2: rate_2!, rate_3: rate_3! },
  };
};

/** Tables and indexes of a collection's rows. */
async function collectionBytes(url: string, collection: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query(
      `select sum(pg_total_relation_size(c.oid))::float8 as bytes
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = $1 and c.relkind = 'r'`,
      [`revimg_${collection}`],
    );
    return rows[0].bytes;
  } finally {
    await client.end();
  }
}

async function startServers() {
  const [postgres, chroma] = await Promise.all([startPostgres(), startChroma()]);
  const s3 = await startS3();
  return {
    ...{ postgres, chroma, s3 },
    async [Symbol.asyncDispose]() {
      await Promise.all([postgres.stop(), chroma.stop(), s3.stop()]);
    },
  };
}
