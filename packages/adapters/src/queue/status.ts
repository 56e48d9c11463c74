import type { OpenBoss } from "./boss.js";
import { statements } from "./job-table.js";
import type { QueueStatus } from "./types.js";

/** See `IndexQueue.status`. */
export async function readStatus(
  { connections, names }: OpenBoss,
  collection: string,
  signal: AbortSignal | undefined,
): Promise<QueueStatus> {
  const values = [names.waiting, names.dead];
  const [row] = await connections.transactOne(signal, statements.status, values);
  const of = (key: string) => Number(row?.[key] ?? 0);
  const seconds = of("recent_seconds");
  const rate = seconds > 0 && of("recent_pictures") > 0 ? of("recent_pictures") / seconds : null;
  const left = of("waiting_pictures") + of("active_pictures") - of("active_done");
  return {
    collection,
    waiting: { shards: of("waiting_shards"), pictures: of("waiting_pictures") },
    retrying: { shards: of("retrying_shards") },
    active: {
      ...{ shards: of("active_shards"), pictures: of("active_pictures") },
      ...{ done: of("active_done"), workers: of("workers") },
    },
    finished: {
      ...{ shards: of("finished_shards"), pictures: of("finished_pictures") },
      failed: of("finished_failed"),
    },
    deadLetters: { shards: of("dead_shards") },
    picturesPerSecond: rate,
    remainingMs: left === 0 ? 0 : rate === null ? null : (left / rate) * 1000,
  };
}
