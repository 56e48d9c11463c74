import type { QueueHealth } from "@revimg/adapters/queue";
import { openQueue } from "../../index-access/open-queue.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { createStyle, hasColour, printable } from "../../terminal/terminal.js";
import { shards } from "../queue/queue-view.js";
import { queueProblems } from "./queue-problems.js";

/**
 * Tells how the queue is. Resolves to the number of things to look after. Rejects as
 * `openQueue` does when there is none, or when its server can't be reached.
 */
export async function examineQueue(
  { json = false, ...options }: CommonOptions,
  context: Context,
): Promise<number> {
  const { signal, stdout, environment } = context;
  await using queue = await openQueue(options, context);
  const health = await queue.health({ signal });
  const problems = queueProblems(health);
  if (json) {
    printJson(stdout, { type: "queue", location: queue.location, ...wireOf(health), problems });
    return problems.length;
  }
  const style = createStyle(hasColour(stdout, environment));
  const lines = problems.map((problem) => `${style("red", "QUEUE")}  ${problem}`);
  const where = queue.location === null ? "" : `, ${printable(queue.location)}`;
  printLines(stdout, [...lines, `queue (pg-boss${where}): ${summary(health)}`]);
  return problems.length;
}

function summary({ tablesVersion, waiting, recentWorkers }: QueueHealth): string {
  const workers = `${recentWorkers} ${recentWorkers === 1 ? "worker" : "workers"}`;
  return `tables of version ${tablesVersion}, ${shards(waiting.shards)} waiting, ${workers} seen in the last ten minutes`;
}

function wireOf({ tablesVersion, waiting, stalled, recentWorkers, deadLetters }: QueueHealth) {
  return {
    tables_version: tablesVersion,
    waiting: { shards: waiting.shards, oldest_ms: waiting.oldestMs },
    ...{ stalled, recent_workers: recentWorkers, dead_letters: deadLetters },
  };
}
