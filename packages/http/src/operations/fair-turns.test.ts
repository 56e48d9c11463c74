import { isRevimgError } from "@revimg/core";
import { expect, test } from "vitest";
import { FairTurns } from "./fair-turns.js";

/** Each request has a signal of its own. */
const newSignal = () => new AbortController().signal;

/** Work that lasts until the test ends it. */
function openWork() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end: () => end(), ended };
}

test("a newcomer waits for one search of a client with a long row, not for all", async () => {
  const turns = new FairTurns({ concurrent: 1 });
  const order: string[] = [];
  const first = openWork();
  const search = (client: string) =>
    turns.run(client, newSignal(), async () => {
      order.push(client);
    });
  const running = turns.run("bulk", newSignal(), () => first.ended);
  const bulk = Array.from({ length: 20 }, () => search("bulk"));
  const others = [search("a"), search("b"), search("a")];
  expect(turns.counts).toEqual({ running: 1, waiting: 23, refused: 0 });
  first.end();
  await Promise.all([running, ...bulk, ...others]);
  expect(order.slice(0, 6)).toEqual(["bulk", "a", "b", "bulk", "a", "bulk"]);
  expect(turns.counts).toEqual({ running: 0, waiting: 0, refused: 0 });
});

test("no more run at a time than may, whatever fails", async () => {
  const turns = new FairTurns({ concurrent: 3 });
  let [running, most] = [0, 0];
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, i) =>
      turns.run(`client ${i % 4}`, newSignal(), async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        if (i % 5 === 0) throw new Error("failed");
      }),
    ),
  );
  expect(most).toBe(3);
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(10);
  expect(turns.counts).toEqual({ running: 0, waiting: 0, refused: 0 });
});

test("what is too much for a client or for all is refused, and the others go on", async () => {
  const turns = new FairTurns({ concurrent: 1, waitingPerClient: 2, waiting: 3 });
  const first = openWork();
  const calls = [turns.run("a", newSignal(), () => first.ended)];
  const search = (client: string) => {
    const call = turns.run(client, newSignal(), async () => {});
    calls.push(call);
    return call;
  };
  search("a");
  search("a");
  await expect(search("a")).rejects.toMatchObject({ code: "overloaded", retryable: true });
  search("b");
  await expect(search("c")).rejects.toMatchObject({ details: { retryAfterMs: 2000 } });
  expect(turns.counts).toEqual({ running: 1, waiting: 3, refused: 2 });
  first.end();
  const results = await Promise.allSettled(calls);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
});

test("whoever leaves or waits too long frees its place", async () => {
  const turns = new FairTurns({ concurrent: 1, deadlineMs: 20 });
  const first = openWork();
  const running = turns.run("a", newSignal(), async (deadlineMs) => {
    expect(deadlineMs).toBeGreaterThan(0);
    await first.ended;
  });
  const gone = new AbortController();
  const reason = new Error("gone");
  const leaving = turns.run("b", gone.signal, async () => {});
  gone.abort(reason);
  await expect(leaving).rejects.toBe(reason);
  const late = await turns.run("b", newSignal(), async () => {}).catch((error: unknown) => error);
  expect(isRevimgError(late, "overloaded")).toBe(true);
  expect(turns.counts).toEqual({ running: 1, waiting: 0, refused: 1 });
  first.end();
  await running;
  await expect(turns.run("a", gone.signal, async () => {})).rejects.toBe(reason);
});

test.each([{ concurrent: 0 }, { waiting: 1.5 }, { parallel: 2 }])("refuses %j", (limits) => {
  expect(() => new FairTurns(limits)).toThrow("searches takes");
});
