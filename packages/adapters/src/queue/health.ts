import type { OpenBoss } from "./boss.js";
import { statements } from "./job-table.js";
import type { QueueHealth } from "./types.js";

/** See `IndexQueue.health`. */
export async function readHealth(
  { boss, connections, names }: OpenBoss,
  signal: AbortSignal | undefined,
): Promise<QueueHealth> {
  const values = [names.waiting, names.dead];
  const [row] = await connections.transactOne(signal, statements.health, values);
  const of = (key: string) => Number(row?.[key] ?? 0);
  return {
    tablesVersion: Number(await boss.schemaVersion()),
    waiting: {
      shards: of("waiting_shards"),
      oldestMs: of("waiting_shards") === 0 ? null : of("oldest_ms"),
    },
    stalled: { shards: of("stalled_shards") },
    recentWorkers: of("recent_workers"),
    deadLetters: { shards: of("dead_shards") },
  };
}
