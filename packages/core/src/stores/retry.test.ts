import { expect, onTestFinished, test, vi } from "vitest";
import { RevimgError } from "../lib/errors.js";
import { withRetry } from "./retry.js";

const quick = { attempts: 4, firstDelayMs: 1, maxDelayMs: 5 };

/** Fails so many times, then answers. */
function failing(times: number, error: unknown) {
  let calls = 0;
  const work = async () => {
    calls++;
    if (calls <= times) throw error;
    return "answer";
  };
  return { work, calls: () => calls };
}

test("what may pass is tried again until it passes", async () => {
  const { work, calls } = failing(3, new RevimgError("store_failed", "The server is away."));
  expect(await withRetry(work, undefined, quick)).toBe("answer");
  expect(calls()).toBe(4);
});

test("the last failure is told when the tries are used up", async () => {
  const error = new RevimgError("rate_limited", "Too fast.");
  const { work, calls } = failing(9, error);
  await expect(withRetry(work, undefined, quick)).rejects.toBe(error);
  expect(calls()).toBe(4);
});

test.each([
  ["a wrong call", new RevimgError("invalid_input", "No.")],
  ["a full disk", new RevimgError("disk_full", "Full.")],
  ["a failure for good", new RevimgError("store_failed", "Broken.", { retryable: false })],
  [
    "a wait beyond patience",
    new RevimgError("overloaded", "Busy.", { details: { retryAfterMs: 60_000 } }),
  ],
  ["a fault of ours", new TypeError("x is not a function")],
])("%s is not tried again", async (_, error) => {
  const { work, calls } = failing(1, error);
  await expect(withRetry(work, undefined, quick)).rejects.toBe(error);
  expect(calls()).toBe(1);
});

test("chance takes at most half of a wait: the tries last as long as a restart", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  onTestFinished(() => void vi.restoreAllMocks());
  const { work } = failing(2, new RevimgError("store_failed", "The server is away."));
  const started = performance.now();
  await withRetry(work, undefined, { attempts: 3, firstDelayMs: 40, maxDelayMs: 80 });
  expect(Math.round(performance.now() - started)).toBeGreaterThanOrEqual(60);
});

test("an abort ends the waiting with its own reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { work, calls } = failing(9, new RevimgError("store_failed", "Away."));
  const slow = { attempts: 9, firstDelayMs: 60_000, maxDelayMs: 60_000 };
  const call = withRetry(work, controller.signal, slow);
  setTimeout(() => controller.abort(reason), 5);
  await expect(call).rejects.toBe(reason);
  expect(calls()).toBe(1);
});
