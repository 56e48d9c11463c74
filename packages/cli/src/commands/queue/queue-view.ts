import type { QueueStatus } from "@revimg/adapters/queue";
import { formatCount, formatDuration, formatPictures, formatRate } from "../../terminal/format.js";

/** The state of a queue, for a person. */
export function statusLines(status: QueueStatus, location: string | null): string[] {
  const { collection, waiting, retrying, active, finished, deadLetters } = status;
  const facts = [
    ["Queue", location === null ? collection : `${collection} at ${location}`],
    ["Waiting", `${amount(waiting)}${again(retrying.shards)}`],
    ["Under way", active.shards === 0 ? "nothing" : underWay(active)],
    ["Finished", `${amount(finished)} in the last 12 hours${failed(finished.failed)}`],
    ...(deadLetters.shards === 0
      ? []
      : [["Given up", `${shards(deadLetters.shards)} (revimg queue failed says why)`]]),
    ["Rate", rate(status)],
  ];
  return facts.map(([name = "", value]) => `${name.padEnd(9)}  ${value}`);
}

function underWay(active: QueueStatus["active"]): string {
  const { done, workers } = active;
  return `${amount(active)} (${formatCount(done)} done), ${formatCount(workers)} ${workers === 1 ? "worker" : "workers"}`;
}

function rate({ picturesPerSecond, remainingMs, waiting, active }: QueueStatus): string {
  if (waiting.shards + active.shards === 0) return "all done";
  if (picturesPerSecond === null) {
    return active.workers > 0 ? "unknown so far" : "none; start a worker: revimg worker";
  }
  const left = remainingMs === null ? "" : `, ${formatDuration(remainingMs)} left`;
  return `${formatRate(picturesPerSecond)}${left}`;
}

function amount(of: { shards: number; pictures: number }): string {
  return of.shards === 0 ? "nothing" : `${formatPictures(of.pictures)} in ${shards(of.shards)}`;
}

export function shards(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "shard" : "shards"}`;
}

function again(count: number): string {
  return count === 0 ? "" : `, ${shards(count)} of them for another try`;
}

function failed(count: number): string {
  return count === 0 ? "" : `, ${formatCount(count)} of them failed (revimg failures)`;
}
