import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { sampleRecord } from "../../../conformance/src/metadata/sample-records.js";
import { Mutex } from "../lib/mutex.js";
import { createMemory, memoryMetadata } from "../stores/memory/index.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import { PictureWriter } from "./picture-writer.js";

/** Two writers as in two processes: of one collection, without a mutex in common. */
async function twoWriters(change: (store: MetadataStore) => Partial<MetadataStore> = () => ({})) {
  const memory = createMemory();
  const open = async (changed: (store: MetadataStore) => Partial<MetadataStore>) => {
    const store = memoryMetadata({ memory });
    await store.open({ collection: "c" });
    onTestFinished(() => store.close());
    const metadata = { ...store, ...changed(store) };
    return { metadata, writer: new PictureWriter(metadata, new Mutex()) };
  };
  return [await open(change), await open(() => ({}))] as const;
}

/** A store whose leases are short. */
const short = (leaseMs: number) => (store: MetadataStore) => ({
  capabilities: { ...store.capabilities, leaseMs },
});

test("two writers never have the same picture at once, and each has all of its own in the end", async () => {
  const writers = await twoWriters();
  const held = new Set<string>();
  const use = async ({ ids }: { ids: readonly string[] }) => {
    for (const id of ids) {
      expect(held.has(id)).toBe(false);
      held.add(id);
    }
    await delay(3);
    for (const id of ids) held.delete(id);
    return ids;
  };
  const wanted = [
    ["a", "b", "c"],
    ["c", "d", "a"],
    ["b", "d"],
  ];
  const runs = writers.flatMap(({ writer }) => wanted.map((ids) => writer.own(ids, use)));
  const done = (await Promise.all(runs)).map((parts) => parts.flat().sort());
  expect(done).toEqual([...wanted, ...wanted].map((ids) => ids.toSorted()));
});

test("a writer does what it can, and does not wait where it is told so", async () => {
  const [{ writer }, other] = await twoWriters();
  await other.metadata.lease(["a"], { owner: "other", ttlMs: 60_000 });
  const ids = await writer.own(["a", "b"], async (lease) => lease.ids, { waits: false });
  expect(ids).toEqual([["b"]]);
  const reason = new Error("enough");
  const waiting = writer.own(["a"], async () => {}, { signal: aborted(20, reason) });
  await expect(waiting).rejects.toBe(reason);
  await other.metadata.release(["a"], { owner: "other" });
  expect(await writer.own(["a"], async (lease) => lease.ids)).toEqual([["a"]]);
});

test("a lease is renewed for as long as the work takes", async () => {
  const [{ writer }, other] = await twoWriters(short(900));
  await writer.own(["a"], async () => {
    await delay(2_000);
    expect(await other.metadata.lease(["a"], { owner: "other", ttlMs: 60_000 })).toEqual([false]);
  });
});

test("a writer that stood still too long begins again, with what is there by then", async () => {
  // Its renewals fail, as when the server can't be reached.
  const [{ writer, metadata }, other] = await twoWriters((store) => ({
    ...short(40)(store),
    renew: () => Promise.reject(new Error("The server can't be reached.")),
  }));
  await metadata.put([sampleRecord(1, { id: "a", title: "first" })]);
  const seen: (string | null | undefined)[] = [];
  await writer.own(["a"], async (lease) => {
    const [row] = await metadata.get(["a"]);
    seen.push(row?.title);
    if (seen.length === 1) {
      await delay(60);
      await other.writer.own(["a"], (theirs) =>
        other.metadata.put([{ ...row!, title: "theirs" }], { owner: theirs.owner }),
      );
      expect(() => lease.check()).toThrow("taken them over");
      expect(lease.signal.aborted).toBe(true);
    }
    await metadata.put([{ ...row!, title: "ours" }], { owner: lease.owner });
  });
  expect(seen).toEqual(["first", "theirs"]);
  expect((await metadata.get(["a"]))[0]?.title).toBe("ours");
});

test("a lease that is lost over and over is an error", async () => {
  const [{ writer, metadata }] = await twoWriters();
  let tries = 0;
  const losing = writer.own(["a"], async () => {
    tries++;
    await metadata.setStatus(["a"], "failed", { owner: "nobody" });
  });
  await expect(losing).rejects.toMatchObject({ code: "lease_lost" });
  expect(tries).toBe(5);
});

test("work that fails gives its leases back", async () => {
  const [{ writer }, other] = await twoWriters();
  const failing = writer.own(["a"], () => Promise.reject(new Error("The disk is full.")));
  await expect(failing).rejects.toThrow("full");
  expect(await other.metadata.lease(["a"], { owner: "other", ttlMs: 1_000 })).toEqual([true]);
});

function aborted(afterMs: number, reason: unknown): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), afterMs);
  return controller.signal;
}
