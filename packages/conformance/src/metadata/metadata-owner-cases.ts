import assert from "node:assert/strict";
import type { MetadataStore, WriteOptions } from "@revimg/core";
import { range, rejectsWith } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { untilGranted } from "./metadata-lease-cases.js";
import { metadataCase } from "./metadata-session.js";
import { idOf, pathOf, sampleRecord } from "./sample-records.js";

/** Longer than any case. */
const long = 3_600_000;

/** What writes promise that name their owner. */
export const metadataOwnerCases: ConformanceCase<MetadataStore>[] = [
  metadataCase("an owner writes the pictures that it has leased", async (session) => {
    const store = await session.openWith([sampleRecord(1), sampleRecord(2)]);
    const ids = [idOf(1), idOf(2), idOf(3)];
    await store.lease(ids, { owner: "a", ttlMs: long });
    await store.put([sampleRecord(1, { title: "New" }), sampleRecord(3)], { owner: "a" });
    await store.setStatus([idOf(2), idOf(3)], "failed", { owner: "a" });
    await store.removeSource(idOf(3), { path: pathOf(3) }, { owner: "a" });
    await store.delete([idOf(2)], { owner: "a" });
    const [first, second, third] = await store.get(ids);
    assert.equal(first?.title, "New");
    assert.equal(second, null);
    assert.equal(third?.status, "failed");
    assert.deepEqual(third?.sources, []);
  }),
  metadataCase("writes of an owner that has lost its lease are refused", async (session) => {
    const [one, two] = [await session.openWith([sampleRecord(1)]), await session.open()];
    await one.lease([idOf(1)], { owner: "a", ttlMs: 1 });
    await untilGranted(two, idOf(1), { owner: "b", ttlMs: long });
    await refusesAll(one, { owner: "a" });
    await two.release([idOf(1)], { owner: "b" });
    // Nobody holds it, but what the owner knows of the picture is old.
    await refusesAll(one, { owner: "a" });
    await refusesAll(one, { owner: "never asked" });
  }),
  metadataCase("a write that needs a lease more than its owner has is refused", async (session) => {
    const store = await session.openWith([sampleRecord(1), sampleRecord(2)]);
    await store.lease([idOf(1)], { owner: "a", ttlMs: long });
    const before = await store.get([idOf(1), idOf(2)]);
    const ids = [idOf(1), idOf(2)];
    const records = [sampleRecord(1, { title: "New" }), sampleRecord(2, { title: "New" })];
    const owner = { owner: "a" };
    await rejectsWith("lease_lost", "put()", () => store.put(records, owner));
    await rejectsWith("lease_lost", "setStatus()", () => store.setStatus(ids, "failed", owner));
    await rejectsWith("lease_lost", "delete()", () => store.delete(ids, owner));
    assert.deepEqual(await store.get(ids), before);
  }),
  metadataCase("a refused write does not move the revision", async (session) => {
    const store = await session.openWith([sampleRecord(1)]);
    const before = await store.revision();
    await rejectsWith("lease_lost", "delete()", () => store.delete([idOf(1)], { owner: "a" }));
    assert.equal(await store.revision(), before);
  }),
  metadataCase("writes without an owner do not look at leases", async (session) => {
    const [one, two] = [await session.open(), await session.open()];
    await one.lease([idOf(1)], { owner: "a", ttlMs: long });
    await two.put([sampleRecord(1)]);
    await two.setStatus([idOf(1)], "failed");
    await two.removeSource(idOf(1), { path: pathOf(1) });
    await two.delete([idOf(1)]);
    assert.deepEqual(await one.get([idOf(1)]), [null]);
    await one.put([sampleRecord(1)], { owner: "a" });
  }),
  metadataCase("once a lease is taken, the owner before writes nothing more", async (session) => {
    const [one, two] = [await session.open(), await session.open()];
    const id = idOf(1);
    for (const round of range(20)) {
      const [before, after] = [`before ${round}`, `after ${round}`];
      await one.put([sampleRecord(1, { title: "Old" })]);
      await one.lease([id], { owner: before, ttlMs: 1 });
      // Its time is over while it writes. It gets through as a whole, or not at all.
      const writing = one.put([sampleRecord(1, { title: before })], { owner: before }).then(
        () => before,
        () => "Old",
      );
      await untilGranted(two, id, { owner: after, ttlMs: long });
      const [seen] = await two.get([id]);
      const written = await writing;
      const [left] = await two.get([id]);
      assert.equal(left?.title, written);
      assert.equal(seen?.title, written, "the row changed after its lease was taken");
      await two.release([id], { owner: after });
    }
  }),
];

/** Every write of picture 1 rejects with `lease_lost` and leaves the row as it is. */
async function refusesAll(store: MetadataStore, owner: WriteOptions): Promise<void> {
  const before = await store.get([idOf(1)]);
  const writes: [string, () => Promise<unknown>][] = [
    ["put()", () => store.put([sampleRecord(1, { title: "New" })], owner)],
    ["setStatus()", () => store.setStatus([idOf(1)], "failed", owner)],
    ["removeSource()", () => store.removeSource(idOf(1), { path: pathOf(1) }, owner)],
    ["delete()", () => store.delete([idOf(1)], owner)],
  ];
  for (const [name, write] of writes) await rejectsWith("lease_lost", name, write);
  assert.deepEqual(await store.get([idOf(1)]), before);
}
