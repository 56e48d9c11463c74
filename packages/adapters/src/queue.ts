import { openBoss } from "./queue/boss.js";
import { OpenIndexQueue } from "./queue/index-queue.js";
import { checkQueueOptions } from "./queue/options.js";
import type { IndexQueue, IndexQueueOptions } from "./queue/types.js";

export type {
  DeadLetter,
  EnqueueEvent,
  EnqueueOptions,
  IndexQueue,
  IndexQueueOptions,
  QueueHealth,
  QueueStatus,
  WorkEvent,
  WorkOptions,
  WorkTotals,
} from "./queue/types.js";

/**
 * Opens the queue of a collection in PostgreSQL 13 or newer, and makes its tables when
 * they are absent. Any number of processes may do so at once. Needs the packages
 * `pg-boss` (version 10) and `pg`.
 *
 * Rejects with `invalid_config` on wrong options, `missing_dependency` when a package is
 * not installed, `store_failed` when the server can't be reached, and `unsupported` when
 * another version of pg-boss made the tables.
 *
 * @example
 * await using queue = await openIndexQueue({ url: process.env.DATABASE_URL });
 * for await (const event of queue.enqueue("/photos")) console.log(event);
 * // On any machine that sees /photos:
 * await queue.work(revimg, { signal });
 */
export async function openIndexQueue(options: IndexQueueOptions): Promise<IndexQueue> {
  const checked = checkQueueOptions(options);
  const queue = await openBoss(checked);
  return new OpenIndexQueue(queue, checked.collection, checked.connection.location);
}
