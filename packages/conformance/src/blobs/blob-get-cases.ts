import assert from "node:assert/strict";
import type { BlobStore } from "@revimg/core";
import { rejectsWhenAborted, rejectsWithReason } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { blobCase, bytesOf, read } from "./blob-session.js";
import { megabyte, noise, streamOf } from "./sample-bytes.js";

const size = 200_000;
const bytes = noise(size, 20);

function rangeCase(name: string, start: number, end: number): ConformanceCase<BlobStore> {
  return blobCase(name, async (session) => {
    const store = await session.open();
    await store.put(session.key("a"), bytes);
    const blob = await store.get(session.key("a"), { range: { start, end } });
    assert.ok(blob);
    assert.deepEqual(await bytesOf(blob), Buffer.from(bytes.subarray(start, end + 1)));
  });
}

/** What `get` and `stat` promise. */
export const blobGetCases: ConformanceCase<BlobStore>[] = [
  blobCase(
    "nothing under a key is null for get, with and without a range, and for stat",
    async (session) => {
      const store = await session.open();
      const key = session.key("absent");
      assert.equal(await store.get(key), null);
      assert.equal(await store.get(key, { range: { start: 0, end: 5 } }), null);
      assert.equal(await store.stat(key), null);
    },
  ),
  rangeCase("a range of the first byte is this byte", 0, 0),
  rangeCase("a range in the middle has its first and its last byte", 70_001, 140_002),
  rangeCase("a range of the last byte is this byte", size - 1, size - 1),
  rangeCase("a range that goes beyond the end ends there", size - 10, size + 1_000_000),
  blobCase("get tells the size of the whole blob, whatever the range", async (session) => {
    const store = await session.open();
    await store.put(session.key("a"), bytes);
    for (const options of [{}, { range: { start: 5, end: 9 } }]) {
      const blob = await store.get(session.key("a"), options);
      assert.equal(blob?.stat.size, size);
      await blob.stream.cancel();
    }
  }),
  blobCase("stat tells the size of what was put last", async (session) => {
    const store = await session.open();
    for (const length of [size, 0, 17]) {
      await store.put(session.key("a"), noise(length, 1));
      assert.equal((await store.stat(session.key("a")))?.size, length);
    }
    await store.put(session.key("b"), streamOf(bytes));
    assert.equal((await store.stat(session.key("b")))?.size, size);
  }),
  blobCase(
    "the content type comes back from stat and get",
    async (session) => {
      const store = await session.open();
      for (const body of [bytes, streamOf(bytes)]) {
        await store.put(session.key("a"), body, { contentType: "image/webp" });
        assert.equal((await store.stat(session.key("a")))?.contentType, "image/webp");
        const blob = await store.get(session.key("a"), { range: { start: 0, end: 1 } });
        assert.equal(blob?.stat.contentType, "image/webp");
        await blob.stream.cancel();
        await store.put(session.key("a"), body instanceof Uint8Array ? body : streamOf(bytes), {
          contentType: "image/avif",
        });
        assert.equal((await store.stat(session.key("a")))?.contentType, "image/avif");
      }
    },
    ({ contentType }) => contentType,
  ),
  blobCase(
    "where content types are not kept, stat says null",
    async (session) => {
      const store = await session.open();
      await store.put(session.key("a"), bytes, { contentType: "image/webp" });
      assert.equal((await store.stat(session.key("a")))?.contentType, null);
    },
    ({ contentType }) => !contentType,
  ),
  blobCase("another store finds what was put", async (session) => {
    const store = await session.open();
    await store.put(session.key("a"), bytes);
    await store.close();
    assert.deepEqual(await read(await session.open(), session.key("a")), Buffer.from(bytes));
  }),
  blobCase("a get aborted in flight rejects with the signal's reason", async (session) => {
    const store = await session.open();
    await store.put(session.key("a"), bytes);
    await rejectsWhenAborted("get()", async (signal) => {
      const blob = await store.get(session.key("a"), { signal });
      await blob?.stream.cancel();
    });
  }),
  blobCase(
    "an abort while the stream of a get is read fails it with the signal's reason",
    async (session) => {
      const store = await session.open();
      await store.put(session.key("a"), noise(20 * megabyte, 21));
      const controller = new AbortController();
      const reason = new Error("aborted by a conformance case");
      const blob = await store.get(session.key("a"), { signal: controller.signal });
      assert.ok(blob);
      const reader = blob.stream.getReader();
      assert.ok((await reader.read()).value, "the stream has no first chunk");
      controller.abort(reason);
      await rejectsWithReason(reason, "reading the stream of a get", async () => {
        while (!(await reader.read()).done);
      });
    },
  ),
  blobCase("a stream may be given up before its end", async (session) => {
    const store = await session.open();
    await store.put(session.key("a"), noise(5 * megabyte, 22));
    for (let i = 0; i < 20; i++) {
      const blob = await store.get(session.key("a"));
      const reader = blob?.stream.getReader();
      await reader?.read();
      await reader?.cancel();
    }
    assert.equal((await store.stat(session.key("a")))?.size, 5 * megabyte);
  }),
];
