import { databaseOf, type OpenBoss } from "./boss.js";
import { HeldShard } from "./held-shard.js";
import type { Shard } from "./shard.js";

/** Takes the oldest shard that waits; null when there is none. */
export async function takeShard(queue: OpenBoss): Promise<HeldShard | null> {
  const { boss, names, connections } = queue;
  let failure: unknown;
  const { executeSql } = databaseOf((work) => connections.use(undefined, work));
  // pg-boss takes every failure of this statement for an empty queue.
  const db = {
    executeSql: (text: string, values: unknown[]) =>
      executeSql(text, values).catch((error) => {
        failure = error;
        throw error;
      }),
  };
  const [job] = await boss.fetch<Shard>(names.waiting, { includeMetadata: true, db });
  if (failure !== undefined) throw failure;
  return job ? new HeldShard(queue, job) : null;
}
