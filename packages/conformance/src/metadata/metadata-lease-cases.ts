import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { MetadataStore } from "@revimg/core";
import { fullBatch, range } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { metadataCase } from "./metadata-session.js";
import { idOf, sampleRecord } from "./sample-records.js";

/** Longer than any case. */
const long = 3_600_000;

/** So short that it is over soon, on any server. */
const short = 40;

/** Longest wait for the end of a short lease. */
const patienceMs = 3_000;

/** What `lease`, `renew` and `release` promise. */
export const metadataLeaseCases: ConformanceCase<MetadataStore>[] = [
  metadataCase("a lease that is held is refused to other owners", async (session) => {
    const [one, two] = [await session.open(), await session.open()];
    const ids = [idOf(1)];
    assert.deepEqual(await one.lease(ids, { owner: "a", ttlMs: long }), [true]);
    assert.deepEqual(await two.lease(ids, { owner: "b", ttlMs: long }), [false]);
    assert.deepEqual(await one.lease(ids, { owner: "b", ttlMs: long }), [false]);
    assert.deepEqual(await two.renew(ids, { owner: "b", ttlMs: long }), [false]);
    assert.deepEqual(await two.renew(ids, { owner: "a", ttlMs: long }), [true]);
  }),
  metadataCase("each lease is decided by itself, in the order asked for", async (session) => {
    const [other, store] = [await session.open(), await session.open()];
    await other.lease([idOf(4), idOf(2)], { owner: "a", ttlMs: long });
    const ids = [5, 4, 1, 2, 3].map(idOf);
    const expected = [true, false, true, false, true];
    assert.deepEqual(await store.lease(ids, { owner: "b", ttlMs: long }), expected);
    assert.deepEqual(await store.renew(ids, { owner: "b", ttlMs: long }), expected);
    assert.deepEqual(await store.lease([], { owner: "b", ttlMs: long }), []);
  }),
  metadataCase("one lease takes maxBatch ids", async (session) => {
    const store = await session.open();
    const ids = range(fullBatch(store)).map(idOf);
    const granted = await store.lease(ids, { owner: "a", ttlMs: long });
    assert.equal(granted.filter(Boolean).length, ids.length);
    await store.release(ids, { owner: "a" });
    assert.deepEqual(await store.lease([ids.at(-1)!], { owner: "b", ttlMs: long }), [true]);
  }),
  metadataCase("an owner may ask again for a lease that it holds", async (session) => {
    const [one, two] = [await session.open(), await session.open()];
    const ids = [idOf(1)];
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(await one.lease(ids, { owner: "a", ttlMs: long }), [true]);
    }
    assert.deepEqual(await two.lease(ids, { owner: "b", ttlMs: long }), [false]);
  }),
  metadataCase("of eight stores that want the same lease one gets it", async (session) => {
    const stores = await Promise.all(range(8).map(() => session.open()));
    for (const id of [idOf(1), idOf(2)]) {
      const granted = await Promise.all(
        stores.map((store, i) => store.lease([id], { owner: `owner ${i}`, ttlMs: long })),
      );
      assert.equal(granted.flat().filter(Boolean).length, 1);
    }
  }),
  metadataCase("stores that want the same leases in other orders do not block", async (session) => {
    const stores = await Promise.all(range(8).map(() => session.open()));
    const ids = range(20).map(idOf);
    const taken = await Promise.all(
      stores.map(async (store, i) => {
        const wanted = i % 2 ? ids : ids.toReversed();
        const granted = await store.lease(wanted, { owner: `owner ${i}`, ttlMs: long });
        return wanted.filter((_, place) => granted[place]);
      }),
    );
    assert.deepEqual(taken.flat().sort(), ids.toSorted());
  }),
  metadataCase("a lease that was released is free", async (session) => {
    const [one, two] = [await session.open(), await session.open()];
    const ids = [idOf(1), idOf(2)];
    await one.lease(ids, { owner: "a", ttlMs: long });
    await one.release([idOf(1), idOf(99)], { owner: "a" });
    assert.deepEqual(await two.lease(ids, { owner: "b", ttlMs: long }), [true, false]);
    assert.deepEqual(await one.renew(ids, { owner: "a", ttlMs: long }), [false, true]);
  }),
  metadataCase("release leaves the leases of other owners", async (session) => {
    const store = await session.open();
    const ids = [idOf(1)];
    await store.lease(ids, { owner: "a", ttlMs: long });
    await store.release(ids, { owner: "b" });
    assert.deepEqual(await store.renew(ids, { owner: "a", ttlMs: long }), [true]);
  }),
  metadataCase("a lease whose time is up goes to the owner who asks next", async (session) => {
    const [one, two] = [await session.open(), await session.open()];
    await one.lease([idOf(1)], { owner: "a", ttlMs: short });
    await untilGranted(two, idOf(1), { owner: "b", ttlMs: long });
    assert.deepEqual(await one.lease([idOf(1)], { owner: "a", ttlMs: long }), [false]);
  }),
  metadataCase("renewing gives a lease a new time", async (session) => {
    const [one, two] = [await session.open(), await session.open()];
    const ids = [idOf(1), idOf(2)];
    await one.lease(ids, { owner: "a", ttlMs: short });
    assert.deepEqual(await one.renew([idOf(1)], { owner: "a", ttlMs: long }), [true]);
    // When the other one's time is up, so is the first time of this one.
    await untilGranted(two, idOf(2), { owner: "b", ttlMs: long });
    assert.deepEqual(await two.lease([idOf(1)], { owner: "b", ttlMs: long }), [false]);
  }),
  metadataCase("a lease is held after its time, until somebody takes it", async (session) => {
    const [one, two] = [await session.open(), await session.open()];
    const ids = [idOf(1), idOf(2)];
    await one.lease(ids, { owner: "a", ttlMs: short });
    await untilGranted(two, idOf(2), { owner: "b", ttlMs: long });
    await one.put([sampleRecord(1)], { owner: "a" });
    assert.deepEqual(await one.renew(ids, { owner: "a", ttlMs: long }), [true, false]);
  }),
  metadataCase("a lease that was taken is lost, even when it is free again", async (session) => {
    const [one, two] = [await session.open(), await session.open()];
    await one.lease([idOf(1)], { owner: "a", ttlMs: short });
    await untilGranted(two, idOf(1), { owner: "b", ttlMs: long });
    await two.release([idOf(1)], { owner: "b" });
    assert.deepEqual(await one.renew([idOf(1)], { owner: "a", ttlMs: long }), [false]);
    assert.deepEqual(await two.lease([idOf(1)], { owner: "c", ttlMs: long }), [true]);
  }),
  metadataCase(
    "after close its leases are free, and those of other stores held",
    async (session) => {
      const [one, two, three] = [await session.open(), await session.open(), await session.open()];
      await one.lease([idOf(1), idOf(2)], { owner: "a", ttlMs: long });
      await one.release([idOf(2)], { owner: "a" });
      await two.lease([idOf(2), idOf(3)], { owner: "b", ttlMs: long });
      await one.close();
      const ids = [idOf(1), idOf(2), idOf(3)];
      assert.deepEqual(await three.lease(ids, { owner: "c", ttlMs: long }), [true, false, false]);
    },
  ),
  metadataCase("the leases of two collections know nothing of each other", async (session) => {
    const one = await session.open();
    const other = await session.open(session.otherScope);
    await one.lease([idOf(1)], { owner: "a", ttlMs: long });
    assert.deepEqual(await other.lease([idOf(1)], { owner: "b", ttlMs: long }), [true]);
  }),
  metadataCase("leases do not move the revision", async (session) => {
    const store = await session.openWith([sampleRecord(1)]);
    const before = await store.revision();
    await store.lease([idOf(1), idOf(2)], { owner: "a", ttlMs: long });
    await store.renew([idOf(1)], { owner: "a", ttlMs: long });
    await store.release([idOf(2)], { owner: "a" });
    assert.equal(await store.revision(), before);
  }),
];

/** Asks until the time of the owner before is up. */
export async function untilGranted(
  store: MetadataStore,
  id: string,
  options: { owner: string; ttlMs: number },
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const [isGranted] = await store.lease([id], options);
    if (isGranted) return;
    assert.ok(Date.now() < deadline, `a short lease is not free after ${patienceMs} ms`);
    await delay(10);
  }
}
