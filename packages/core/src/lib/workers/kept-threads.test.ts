import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { indexAll, openIndex } from "../../testing/open-index.js";
import { picture } from "../../testing/temporary.js";
import { endKeptThreads, leaveThread, maxKept, takeThread } from "./kept-threads.js";

beforeEach(() => {
  for (const name of ["sqlite-worker", "picture-worker"]) endKeptThreads(name);
});

/** The threads that start from now on. */
function watchThreads(): Worker[] {
  const threads: Worker[] = [];
  const note = (worker: Worker) => void threads.push(worker);
  process.on("worker", note);
  onTestFinished(() => void process.off("worker", note));
  return threads;
}

test("the next index of a process takes the threads of a closed one, and none of its pictures", async () => {
  const threads = watchThreads();
  const first = await openIndex();
  await indexAll(first, [{ bytes: await picture(1) }]);
  await first.close();
  const started = threads.length;
  expect(started).toBeGreaterThan(1);

  const second = await openIndex();
  expect((await second.stats()).count).toBe(0);
  expect((await second.search({ image: await picture(1) })).matches).toEqual([]);
  expect((await indexAll(second, [{ bytes: await picture(2) }])).totals.added).toBe(1);
  expect(threads).toHaveLength(started);
});

test("indexes that are open at once have threads of their own", async () => {
  const first = await openIndex();
  const threads = watchThreads();
  const second = await openIndex();
  expect(threads.length).toBeGreaterThan(0);
  await indexAll(first, [{ bytes: await picture(1) }]);
  expect((await first.stats()).count).toBe(1);
  expect((await second.stats()).count).toBe(0);
});

test("a thread that ended while it was kept is not handed out", async () => {
  const threads = watchThreads();
  const client = takeThread("picture-worker");
  await client.call("ping", []);
  leaveThread("picture-worker", client);
  const gone = once(threads[0]!, "exit");
  await threads[0]!.terminate();
  await gone;
  const next = takeThread("picture-worker");
  expect(next).not.toBe(client);
  await next.call("ping", []);
  leaveThread("picture-worker", next);
  expect(takeThread("picture-worker")).toBe(next);
  await next.terminate();
});

test("not more threads of a kind are kept than there are cores", async () => {
  const threads = watchThreads();
  const clients = Array.from({ length: maxKept + 1 }, () => takeThread("picture-worker"));
  await Promise.all(clients.map((client) => client.call("ping", [])));
  const ended = threads.map((thread) => once(thread, "exit"));
  for (const client of clients) leaveThread("picture-worker", client);
  expect(clients.filter(({ hasEnded }) => hasEnded)).toEqual([clients.at(-1)]);
  await Promise.race(ended);
});
