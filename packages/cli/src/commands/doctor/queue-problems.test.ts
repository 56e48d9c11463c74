import type { QueueHealth } from "@revimg/adapters/queue";
import { expect, test } from "vitest";
import { queueProblems } from "./queue-problems.js";

const well: QueueHealth = {
  ...{ tablesVersion: 24, recentWorkers: 0, deadLetters: { shards: 0 }, stalled: { shards: 0 } },
  waiting: { shards: 0, oldestMs: null },
};

test("an empty queue, work that has just come, and work with a worker need nobody", () => {
  expect(queueProblems(well)).toEqual([]);
  expect(queueProblems({ ...well, waiting: { shards: 3, oldestMs: 5_000 } })).toEqual([]);
  const old = { shards: 3, oldestMs: 600_000 };
  expect(queueProblems({ ...well, waiting: old, recentWorkers: 1 })).toEqual([]);
});

test("dead letters, silent workers, and work without a worker are told with the next step", () => {
  const health = { ...well, deadLetters: { shards: 2 }, stalled: { shards: 1 } };
  expect(queueProblems({ ...health, waiting: { shards: 3, oldestMs: 600_000 } })).toEqual([
    "2 shards given up. Why: revimg queue failed. Again: revimg queue retry",
    "1 shard of workers that are silent. The next worker takes it: revimg worker",
    "3 shards waiting, for up to 10 min 0 s, and no worker was seen in the last ten minutes. Start one: revimg worker",
  ]);
});
