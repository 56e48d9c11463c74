import type { WorkEvent, WorkTotals } from "@revimg/adapters/queue";
import { formatCount, formatDuration, formatPictures } from "../../terminal/format.js";
import { shortPath } from "../../terminal/short-path.js";

type Told = Exclude<WorkEvent, { type: "progress" }>;

/** What a person should read of an event; null where the progress line says enough. */
export function eventNote(event: Told): string | null {
  switch (event.type) {
    case "failed":
      return `Not indexed: ${shortPath(event.name)}: ${event.error.message}`;
    case "warning":
      return `Warning: ${shortPath(event.name)}: ${event.error.message}`;
    case "handed_back": {
      const what = `Put ${formatPictures(event.pictures)} back onto the queue`;
      return event.error === null ? `${what}.` : `${what}: ${event.error.message}`;
    }
    case "lost":
      return "Another worker has this worker's shard, as nothing was heard of it for too long.";
    case "shard_failed":
      return `A shard failed, and is tried again later: ${event.error.message}`;
    case "waiting":
      return `Waiting, next try in ${formatDuration(event.retryInMs)}: ${event.error.message}`;
    default:
      return null;
  }
}

/** What a worker did, in one line. */
export function totalsLine({ shards, added, updated, unchanged, failed }: WorkTotals): string {
  const counts = [
    `${formatCount(added)} added`,
    ...(updated > 0 ? [`${formatCount(updated)} updated`] : []),
    ...(unchanged > 0 ? [`${formatCount(unchanged)} already indexed`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} failed (revimg failures lists them)`] : []),
  ];
  const finished = `${formatCount(shards)} ${shards === 1 ? "shard" : "shards"} finished`;
  return `Stopped. ${finished}; pictures: ${counts.join(", ")}.`;
}

/** The same event with snake_case keys. */
export function wireEvent(event: Told): Record<string, unknown> {
  if (event.type !== "waiting") return { ...event };
  const { retryInMs, ...rest } = event;
  return { ...rest, retry_in_ms: Math.round(retryInMs) };
}
