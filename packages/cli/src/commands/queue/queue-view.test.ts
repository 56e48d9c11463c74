import type { QueueStatus } from "@revimg/adapters/queue";
import { expect, it } from "vitest";
import { statusLines } from "./queue-view.js";

const busy: QueueStatus = {
  collection: "default",
  waiting: { shards: 12, pictures: 6_000 },
  retrying: { shards: 1 },
  active: { shards: 3, pictures: 1_500, done: 420, workers: 3 },
  finished: { shards: 40, pictures: 20_000, failed: 3 },
  deadLetters: { shards: 1 },
  picturesPerSecond: 41.2,
  remainingMs: 172_000,
};

const idle: QueueStatus = {
  ...busy,
  waiting: { shards: 0, pictures: 0 },
  retrying: { shards: 0 },
  active: { shards: 0, pictures: 0, done: 0, workers: 0 },
  finished: { shards: 1, pictures: 1, failed: 0 },
  deadLetters: { shards: 0 },
  remainingMs: 0,
};

it("shows depth, rate, time left and what was given up", () => {
  expect(statusLines(busy, "postgres://db:5432/jobs")).toEqual([
    "Queue      default at postgres://db:5432/jobs",
    "Waiting    6,000 pictures in 12 shards, 1 shard of them for another try",
    "Under way  1,500 pictures in 3 shards (420 done), 3 workers",
    "Finished   20,000 pictures in 40 shards in the last 12 hours, 3 of them failed (revimg failures)",
    "Given up   1 shard (revimg queue failed says why)",
    "Rate       41 pictures/s, 2 min 52 s left",
  ]);
});

it("says when nothing is left, and when nobody works", () => {
  expect(statusLines(idle, null)).toEqual([
    "Queue      default",
    "Waiting    nothing",
    "Under way  nothing",
    "Finished   1 picture in 1 shard in the last 12 hours",
    "Rate       all done",
  ]);
  const waiting = { ...idle, waiting: { shards: 1, pictures: 9 }, picturesPerSecond: null };
  expect(statusLines(waiting, null).at(-1)).toBe("Rate       none; start a worker: revimg worker");
});
