import { expect, test } from "vitest";
import { numbered } from "./testing/records.js";
import { connect, openStore, ownServer, untilWaiting } from "./testing/server.js";

const own = ownServer();
const id = numbered(1).id;
const long = 3_600_000;

test("a write that waits for its turn keeps its leases until its commit", async (context) => {
  const { url } = own.get(context);
  const [one, two] = [await openStore({ url }, "turn"), await openStore({ url }, "turn")];
  await one.put([numbered(1)]);
  await one.lease([id], { owner: "a", ttlMs: 1 });
  const watcher = await connect(url);
  const turn = await connect(url);
  await turn.query("begin");
  await turn.query("update revimg_turn.state set revision = revision");
  const written = one.put([numbered(1, { title: "By a" })], { owner: "a" });
  await untilWaiting(watcher, 1);
  // The lease's time is long over, but its owner is about to write.
  const taken = two.lease([id], { owner: "b", ttlMs: long });
  await untilWaiting(watcher, 2);
  await turn.query("commit");
  await written;
  expect(await taken).toEqual([true]);
  expect((await two.get([id]))[0]?.title).toBe("By a");
  await expect(one.put([numbered(1)], { owner: "a" })).rejects.toMatchObject({
    code: "lease_lost",
    adapter: "postgres",
  });
});

test("after a crash of the server nobody holds a lease, and the owners of before are refused", async (context) => {
  const server = own.get(context);
  const { url } = server;
  const [one, two] = [await openStore({ url }, "crash"), await openStore({ url }, "crash")];
  await one.lease([id], { owner: "a", ttlMs: long });
  await one.put([numbered(1)], { owner: "a" });
  await server.kill();
  await server.restart();
  // The first call of each meets the connection that broke.
  await one.revision().catch(() => {});
  await two.revision().catch(() => {});
  await expect(one.delete([id], { owner: "a" })).rejects.toMatchObject({ code: "lease_lost" });
  expect(await one.renew([id], { owner: "a", ttlMs: long })).toEqual([false]);
  expect(await two.lease([id], { owner: "b", ttlMs: long })).toEqual([true]);
  expect(await two.get([id])).toEqual([numbered(1)]);
});

test("stores that take, renew, use and release the same leases at once never deadlock", async (context) => {
  const { url } = own.get(context);
  const stores = await Promise.all([1, 2, 3, 4].map(() => openStore({ url }, "busy")));
  const numbers = Array.from({ length: 30 }, (_, i) => i);
  let written = 0;
  await Promise.all(
    stores.map(async (store, i) => {
      for (let round = 0; round < 12; round++) {
        const order = (i + round) % 2 ? numbers : numbers.toReversed();
        const ids = order.map((number) => numbered(number).id);
        const wish = { owner: `${i} ${round}`, ttlMs: long };
        const granted = await store.lease(ids, wish);
        const held = order.filter((_, place) => granted[place]);
        await store.renew(ids, wish);
        if (held.length > 0)
          await store.put(
            held.map((n) => numbered(n)),
            wish,
          );
        written += held.length;
        await store.release(ids.toReversed(), wish);
      }
    }),
  );
  expect(written).toBeGreaterThanOrEqual(30);
  const client = await connect(url);
  const counted = async (text: string) => (await client.query(text)).rows;
  expect(await counted("select count(*)::int as leases from revimg_busy.leases")).toEqual([
    { leases: 0 },
  ]);
  expect(
    await counted("select deadlocks::int from pg_stat_database where datname = 'postgres'"),
  ).toEqual([{ deadlocks: 0 }]);
});
