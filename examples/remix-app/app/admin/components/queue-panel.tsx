import type { DeadLetterRecord, QueueResponse } from "@revimg/http/client";
import { countOf } from "../../lib/format";
import { durationOf, momentOf, numberOf } from "../format";
import { Figures } from "./figures";

interface QueuePanelProps {
  queue: QueueResponse;
  /** Shards that were given up, the oldest first; not all of them where there are many. */
  givenUp: readonly DeadLetterRecord[];
}

/** What workers on any machine have to do, and what they gave up. */
export function QueuePanel({ queue, givenUp }: QueuePanelProps) {
  const { waiting, active, finished, dead_letters } = queue;
  return (
    <section className="panel">
      <h2 className="panel-title">Queue</h2>
      <p className="mt-2 mb-4 text-muted">{workersOf(queue)}</p>
      <Figures
        figures={[
          { name: "Waiting", value: numberOf(waiting.pictures) },
          { name: "Under way", value: numberOf(active.pictures - active.done) },
          { name: "Done in 12 hours", value: numberOf(finished.pictures) },
          { name: "Failed of these", value: numberOf(finished.failed) },
        ]}
      />
      {dead_letters.shards > 0 && (
        <>
          <h3 className="mt-6 font-medium">
            {countOf(dead_letters.shards, "shard was", "shards were")} given up
          </h3>
          <ul className="lines mt-3">
            {givenUp.map(({ id, pictures, first, reason, failed_at }) => (
              <li key={id}>
                <p className="line-row">
                  <span className="font-medium break-all">
                    {countOf(pictures, "picture", "pictures")} from {first} on
                  </span>
                  <span className="tabular text-xs text-muted">{momentOf(failed_at)}</span>
                </p>
                <p className="mt-1 text-sm text-muted">{reason}</p>
              </li>
            ))}
          </ul>
          <form method="post" className="mt-4">
            <button type="submit" name="intent" value="retry-queue" className="button-quiet">
              Put them back onto the queue
            </button>
          </form>
        </>
      )}
    </section>
  );
}

function workersOf({ waiting, active, pictures_per_second, remaining_ms }: QueueResponse): string {
  const isIdle = waiting.shards + active.shards === 0;
  if (isIdle) return "Nothing waits.";
  if (active.workers === 0) {
    return "No worker takes from it. Start one on any machine: revimg worker.";
  }
  const workers = countOf(active.workers, "worker is", "workers are");
  const rate =
    pictures_per_second === null ? "" : `, ${pictures_per_second.toFixed(1)} pictures a second`;
  const left = remaining_ms === null ? "" : `, about ${durationOf(remaining_ms)} left`;
  return `${workers} at it${rate}${left}.`;
}
