import type { GivenUpShard, ServerQueueStatus } from "../server-queue.js";

/** What `GET /queue` answers. */
export interface QueueResponse
  extends Omit<ServerQueueStatus, "deadLetters" | "picturesPerSecond" | "remainingMs"> {
  /** Shards that were given up. */
  dead_letters: { shards: number };
  /** Of all workers, over the last ten minutes. Null: nothing was done. */
  pictures_per_second: number | null;
  /** Milliseconds until all is done at that rate. Null: unknown. */
  remaining_ms: number | null;
}

/** A shard that was given up after its last try. */
export interface DeadLetterRecord {
  id: string;
  pictures: number;
  /** Path or address of its first picture. */
  first: string;
  reason: string;
  /** ISO 8601. */
  failed_at: string;
}

/** What `GET /queue/dead-letters` answers. */
export interface DeadLetterListResponse {
  /** The oldest first. */
  dead_letters: DeadLetterRecord[];
}

export function toQueueResponse(status: ServerQueueStatus): QueueResponse {
  const { deadLetters, picturesPerSecond, remainingMs, ...rest } = status;
  return {
    ...rest,
    dead_letters: deadLetters,
    pictures_per_second: picturesPerSecond,
    remaining_ms: remainingMs === null ? null : Math.round(remainingMs),
  };
}

export function toDeadLetterRecord({ failedAt, ...shard }: GivenUpShard): DeadLetterRecord {
  return { ...shard, failed_at: failedAt.toISOString() };
}
