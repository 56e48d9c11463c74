import type PgBoss from "pg-boss";
import type { Shard } from "./shard.js";

/** Puts shards onto a queue, all or none. `db`: the transaction of which this is a part. */
export async function putShards(
  boss: PgBoss,
  name: string,
  shards: readonly Shard[],
  db?: PgBoss.Db,
): Promise<void> {
  const jobs = shards.map((shard) => ({
    ...{ name, data: shard },
    // A label without effect on this kind of queue; see `job-table.ts`.
    singletonKey: String(shard.entries.length),
  }));
  if (jobs.length > 0) await boss.insert(jobs, db ? { db } : {});
}
