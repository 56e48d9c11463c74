import { expect, test } from "vitest";
import { numbered } from "./testing/records.js";
import { connect, lockTable, openStore, ownServer, untilWaiting } from "./testing/server.js";

const own = ownServer();

test("an abort stops the statement on the server, at once for the caller", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url }, "stopped");
  await store.put([numbered(1)]);
  const unlock = await lockTable(url, "revimg_stopped.images");
  const watcher = await connect(url);
  for (const call of [
    (signal: AbortSignal) => store.scan({ after: null, pageSize: 10, signal }),
    (signal: AbortSignal) => store.put([numbered(1, { title: "New" })], { signal }),
  ]) {
    const controller = new AbortController();
    const running = call(controller.signal);
    await untilWaiting(watcher, 1);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    // The table is still locked: only the cancelled statement's end can bring this about.
    await untilWaiting(watcher, 0);
  }
  await unlock();
  expect(await store.get(["picture-0000001"])).toEqual([numbered(1)]);
});

test("an abort ends the wait for a connection, which then serves others", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url, maxConnections: 1 }, "queued");
  const unlock = await lockTable(url, "revimg_queued.images");
  const first = store.scan({ after: null, pageSize: 10 });
  await untilWaiting(await connect(url), 1);
  const controller = new AbortController();
  const second = store.stats({ signal: controller.signal });
  const reason = new Error("enough");
  setTimeout(() => controller.abort(reason), 20);
  await expect(second).rejects.toBe(reason);
  await unlock();
  expect(await first).toEqual({ ids: [], next: null });
  expect((await store.stats()).count.indexed).toBe(0);
});

test("an abort between two statements of a write undoes the first", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url, maxConnections: 1 }, "between");
  await store.put([numbered(1)]);
  const revision = await store.revision();
  const unlock = await lockTable(url, "revimg_between.tag_counts");
  const controller = new AbortController();
  const running = store.put([numbered(1, { tags: [] })], { signal: controller.signal });
  await untilWaiting(await connect(url), 1);
  controller.abort();
  await expect(running).rejects.toBe(controller.signal.reason);
  await unlock();
  expect(await store.revision()).toBe(revision);
  expect(await store.get(["picture-0000001"])).toEqual([numbered(1)]);
});
