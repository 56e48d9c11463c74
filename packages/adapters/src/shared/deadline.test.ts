import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { withDeadline } from "./deadline.js";

const late = () => new Error("late");

/** Work that ends only when it is told to. */
function waiting() {
  const seen: unknown[] = [];
  const work = (signal: AbortSignal) =>
    delay(60_000, undefined, { signal }).catch((error) => {
      seen.push(signal.reason);
      throw error;
    });
  return { seen, work };
}

test("work that is done in time keeps its answer", async () => {
  const answer = withDeadline({ signal: undefined, timeoutMs: 60_000, late }, async () => 7);
  expect(await answer).toBe(7);
});

test("work that is late rejects with the error for it, and is aborted", async () => {
  const { seen, work } = waiting();
  const call = withDeadline({ signal: undefined, timeoutMs: 5, late }, work);
  await expect(call).rejects.toThrow("late");
  await delay(0);
  expect(seen).toEqual([new Error("late")]);
});

test("an abort rejects with the signal's reason itself, and reaches the work", async () => {
  const { seen, work } = waiting();
  const controller = new AbortController();
  const call = withDeadline({ signal: controller.signal, timeoutMs: 60_000, late }, work);
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  await delay(0);
  expect(seen).toEqual([reason]);
});

test("an abort that work does not hear rejects all the same", async () => {
  const controller = new AbortController();
  const deaf = () => new Promise<never>(() => {});
  const call = withDeadline({ signal: controller.signal, timeoutMs: 60_000, late }, deaf);
  controller.abort("enough");
  await expect(call).rejects.toBe("enough");
});
