import type { QueueHealth } from "@revimg/adapters/queue";
import { formatDuration } from "../../terminal/format.js";
import { shards } from "../queue/queue-view.js";

/** Work that has waited for this long while no worker was seen is told. */
const longestIdleMs = 60_000;

/** What a person should look after, each with the next step. */
export function queueProblems({
  waiting,
  stalled,
  recentWorkers,
  deadLetters,
}: QueueHealth): string[] {
  const problems: string[] = [];
  if (deadLetters.shards > 0) {
    problems.push(
      `${shards(deadLetters.shards)} given up. Why: revimg queue failed. Again: revimg queue retry`,
    );
  }
  if (stalled.shards > 0) {
    problems.push(
      `${shards(stalled.shards)} of workers that are silent. The next worker takes ${stalled.shards === 1 ? "it" : "them"}: revimg worker`,
    );
  }
  if (recentWorkers === 0 && (waiting.oldestMs ?? 0) > longestIdleMs) {
    problems.push(
      `${shards(waiting.shards)} waiting, for up to ${formatDuration(waiting.oldestMs!)}, and no worker was seen in the last ten minutes. Start one: revimg worker`,
    );
  }
  return problems;
}
