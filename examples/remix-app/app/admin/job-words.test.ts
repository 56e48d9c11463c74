import type { Job } from "@revimg/http/client";
import { expect, test } from "vitest";
import { progressOf } from "./job-words";

const none = { done: 0, total: 0, added: 0, updated: 0, unchanged: 0, failed: 0, queued: 0 };

test.each<[Job["kind"], Partial<Job["progress"]>, string]>([
  [
    "index",
    { done: 3, total: 4, added: 1, unchanged: 1, failed: 1 },
    "3 of 4: 1 new, 1 known, 1 failed",
  ],
  ["index", { done: 2, total: 2, added: 1, updated: 1 }, "2 of 2: 1 new, 1 updated, 0 failed"],
  ["source", { done: 42, total: 42, queued: 42 }, "42 of 42: 42 put onto the queue, 0 failed"],
  ["verify", { done: 5, total: 9, failed: 1 }, "5 of 9 rows, 1 do not fit"],
  ["backup", { done: 1_200 }, "1,200 files copied"],
])("a job of the kind %s with %j is told as %s", (kind, progress, words) => {
  expect(progressOf({ kind, progress: { ...none, ...progress } } as Job)).toBe(words);
});
