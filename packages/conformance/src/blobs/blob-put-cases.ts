import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { BlobStore } from "@revimg/core";
import { range, rejectsWhenAborted, rejectsWithReason, whileRunning } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { blobCase, bytesOf, read } from "./blob-session.js";
import {
  failingStream,
  megabyte,
  noise,
  sha256,
  stallingStream,
  streamOf,
} from "./sample-bytes.js";

const small = noise(100, 1);
const other = noise(150, 2);

/** What `put` promises. */
export const blobPutCases: ConformanceCase<BlobStore>[] = [
  ...[0, 1].map((size) =>
    blobCase(`a blob of ${size} byte${size === 1 ? "" : "s"} comes back`, async (session) => {
      const store = await session.open();
      assert.equal(await store.put(session.key("a"), noise(size, 3)), true);
      assert.deepEqual(await read(store, session.key("a")), Buffer.from(noise(size, 3)));
    }),
  ),
  blobCase("a blob of 20 MB comes back", async (session) => {
    const store = await session.open();
    const bytes = noise(20 * megabyte, 4);
    await store.put(session.key("a"), bytes);
    const back = await read(store, session.key("a"));
    assert.equal(back?.length, bytes.length);
    assert.equal(sha256(back), sha256(bytes));
  }),
  blobCase("a stream is stored whole, whatever the sizes of its chunks", async (session) => {
    const store = await session.open();
    const bytes = noise(20 * megabyte + 1, 5);
    assert.equal(await store.put(session.key("a"), streamOf(bytes)), true);
    const back = await read(store, session.key("a"));
    assert.equal(back?.length, bytes.length);
    assert.equal(sha256(back), sha256(bytes));
  }),
  blobCase("an empty stream is stored as 0 bytes", async (session) => {
    const store = await session.open();
    await store.put(session.key("a"), streamOf(noise(0, 1)));
    assert.deepEqual(await store.stat(session.key("a")).then((stat) => stat?.size), 0);
  }),
  blobCase("a put over a blob replaces it", async (session) => {
    const store = await session.open();
    await store.put(session.key("a"), other);
    assert.equal(await store.put(session.key("a"), small), true);
    assert.deepEqual(await read(store, session.key("a")), Buffer.from(small));
  }),
  blobCase("with ifAbsent a put leaves what is there and says so", async (session) => {
    const store = await session.open();
    assert.equal(await store.put(session.key("a"), small, { ifAbsent: true }), true);
    assert.equal(await store.put(session.key("a"), other, { ifAbsent: true }), false);
    assert.equal(await store.put(session.key("a"), streamOf(other), { ifAbsent: true }), false);
    assert.deepEqual(await read(store, session.key("a")), Buffer.from(small));
  }),
  blobCase("of ten puts with ifAbsent at once one writes", async (session) => {
    const stores = [await session.open(), await session.open()];
    const outcomes = await Promise.all(
      range(10).map((i) =>
        stores[i % 2]!.put(session.key("a"), noise(1_000, i), { ifAbsent: true }),
      ),
    );
    const winners = range(10).filter((i) => outcomes[i]);
    assert.equal(winners.length, 1, `${winners.length} callers were told that they wrote`);
    const bytes = await read(stores[0]!, session.key("a"));
    assert.deepEqual(bytes, Buffer.from(noise(1_000, winners[0]!)));
  }),
  blobCase("a stream that fails stores nothing", async (session) => {
    const store = await session.open();
    // The last size is above that from which servers take an upload in parts.
    for (const size of [0, 1_000, 12 * megabyte]) {
      const key = session.key(`fails-after-${size}`);
      const body = failingStream(noise(size, 6), new Error("the disk was unplugged"));
      await assert.rejects(store.put(key, body), `a put resolved though its stream failed`);
      assert.equal(await store.stat(key), null);
    }
  }),
  blobCase("a stream that fails leaves what was there", async (session) => {
    const store = await session.open();
    await store.put(session.key("a"), small);
    const body = failingStream(noise(100_000, 6), new Error("the disk was unplugged"));
    await assert.rejects(store.put(session.key("a"), body));
    assert.deepEqual(await read(store, session.key("a")), Buffer.from(small));
  }),
  blobCase("two puts of one key at once leave one of them, whole", async (session) => {
    const stores = [await session.open(), await session.open()];
    const bodies = [noise(5 * megabyte, 7), noise(6 * megabyte, 8)];
    await Promise.all(stores.map((store, i) => store.put(session.key("a"), bodies[i]!)));
    const hash = sha256((await read(stores[0]!, session.key("a"))) ?? new Uint8Array());
    assert.ok(bodies.map(sha256).includes(hash), "the bytes are neither the one nor the other");
  }),
  blobCase("a reader beside a put sees the old bytes or the new ones", async (session) => {
    const [writer, reader] = [await session.open(), await session.open()];
    const bodies = range(4).map((i) => noise(megabyte + i, i));
    const hashes = bodies.map(sha256);
    await writer.put(session.key("a"), bodies[0]!);
    const write = async () => {
      for (const body of bodies) await writer.put(session.key("a"), body);
    };
    await whileRunning(write(), async () => {
      const bytes = await read(reader, session.key("a"));
      assert.ok(bytes && hashes.includes(sha256(bytes)), "a reader saw a part, or a mixture");
    });
  }),
  blobCase("a stream being read when its key is put again ends whole or fails", async (session) => {
    const store = await session.open();
    const bodies = [noise(8 * megabyte, 1), noise(8 * megabyte, 2)];
    await store.put(session.key("a"), bodies[0]!);
    const blob = await store.get(session.key("a"));
    assert.ok(blob);
    await store.put(session.key("a"), bodies[1]!);
    const bytes = await bytesOf(blob).catch(() => null);
    assert.ok(bytes === null || bodies.map(sha256).includes(sha256(bytes)), "a mixture was read");
  }),
  blobCase(
    "a put of a large body aborted in flight rejects with the signal's reason",
    async (session) => {
      const store = await session.open();
      const bytes = noise(20 * megabyte, 9);
      await rejectsWhenAborted("put()", (signal) => store.put(session.key("a"), bytes, { signal }));
    },
  ),
  blobCase("a put that waits for its stream can be aborted and stores nothing", async (session) => {
    const store = await session.open();
    const controller = new AbortController();
    const reason = new Error("aborted by a conformance case");
    const body = stallingStream(noise(100_000, 10));
    const putting = store.put(session.key("a"), body, { signal: controller.signal });
    putting.catch(() => undefined);
    await delay(50);
    controller.abort(reason);
    await rejectsWithReason(reason, "put() of a stream that stalls", () => putting);
    assert.equal(await store.stat(session.key("a")), null);
  }),
];
