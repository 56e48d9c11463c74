import { RevimgError } from "@revimg/core";
import { databaseOf, type OpenBoss } from "./boss.js";
import { statements } from "./job-table.js";
import { putShards } from "./put-shards.js";
import { nameOf, type Shard } from "./shard.js";
import type { DeadLetter } from "./types.js";

const maxListed = 1_000;

/** Shards that one transaction puts back. */
const batchSize = 50;

/** See `IndexQueue.deadLetters`. */
export async function listDeadLetters(
  { connections, names }: OpenBoss,
  { limit = 100, signal }: { limit?: number; signal?: AbortSignal },
): Promise<DeadLetter[]> {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxListed) {
    throw new RevimgError(
      "invalid_input",
      `limit of deadLetters() must be a whole number from 1 to ${maxListed.toLocaleString("en-US")}.`,
      { details: { option: "limit" } },
    );
  }
  const rows = await connections.transactOne(signal, statements.dead, [names.dead, limit]);
  return rows.map(({ id, data, output, created_on }) => {
    const { entries } = data as Shard;
    return {
      id: String(id),
      pictures: entries.length,
      first: entries[0] ? nameOf(entries[0]) : "",
      reason: reasonOf(output),
      failedAt: created_on as Date,
    };
  });
}

/** See `IndexQueue.retry`. */
export async function retryDeadLetters(
  { boss, connections, names }: OpenBoss,
  signal: AbortSignal | undefined,
): Promise<number> {
  for (let total = 0; ; ) {
    const moved = await connections.transact(signal, async (session) => {
      const jobs = await session.run(statements.takeDead, [names.dead, batchSize]);
      if (jobs.length === 0) return 0;
      const db = databaseOf((work) => work(session));
      const shards = jobs.map(({ data }) => ({ ...(data as Shard), outages: 0 }));
      await putShards(boss, names.waiting, shards, db);
      const ids = jobs.map(({ id }) => String(id));
      await boss.deleteJob(names.dead, ids, { db });
      return jobs.length;
    });
    if (moved === 0) return total;
    total += moved;
  }
}

/** pg-boss gives the reason of an expired lease in its own words, one level deeper. */
function reasonOf(output: unknown): string {
  const { message, value } = (output ?? {}) as { message?: string; value?: { message?: string } };
  if (message !== undefined) return message;
  return value?.message?.includes("timeout")
    ? "Its worker fell silent each time: it was killed, or ran out of memory."
    : (value?.message ?? "No reason is known.");
}
