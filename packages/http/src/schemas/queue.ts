import { z } from "zod";
import type { DeadLetterListResponse, QueueResponse } from "../wire/queue.js";

const count = z.int().min(0);
const shards = z.strictObject({ shards: count });

export const queueSchema = z
  .strictObject({
    collection: z.string(),
    waiting: z.strictObject({ shards: count, pictures: count }).describe("Not taken yet."),
    retrying: shards.describe("Of `waiting`: tried before."),
    active: z
      .strictObject({ shards: count, pictures: count, done: count, workers: count })
      .describe("Taken by workers; `done` of their `pictures` are indexed."),
    finished: z
      .strictObject({ shards: count, pictures: count, failed: count })
      .describe("In the last 12 hours."),
    dead_letters: shards.describe("Given up after their last try."),
    pictures_per_second: z
      .number()
      .nullable()
      .describe("Of all workers, over the last ten minutes. Null: nothing was done."),
    remaining_ms: z.int().min(0).nullable().describe("Until all is done at that rate."),
  })
  .meta({
    id: "QueueResponse",
    description: "Pictures that wait for workers, in shards.",
  }) satisfies z.ZodType<QueueResponse>;

export const deadLetterListSchema = z
  .strictObject({
    dead_letters: z
      .array(
        z
          .strictObject({
            ...{ id: z.string(), pictures: count },
            first: z.string().describe("Path or address of its first picture."),
            reason: z.string(),
            failed_at: z.iso.datetime(),
          })
          .meta({ id: "DeadLetter", description: "A shard that was given up." }),
      )
      .describe("The oldest first."),
  })
  .meta({ id: "DeadLetterListResponse" }) satisfies z.ZodType<DeadLetterListResponse>;

export const retriedSchema = z
  .strictObject({ retried: count.describe("Shards that are on the queue again.") })
  .meta({ id: "RetriedShards" });
