import assert from "node:assert/strict";
import type { BlobStore } from "@revimg/core";
import { fullBatch, range, rejectsWhenAborted, rejectsWith, sameMembers } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { lifeCases } from "../life-cases.js";
import { blobCase, listed, read } from "./blob-session.js";
import { noise } from "./sample-bytes.js";

const small = noise(100, 30);

/** More keys than servers list in one page. */
const manyKeys = 1_001;

const badKeys = [
  "",
  "/",
  "/a",
  "a/",
  "a//b",
  ".",
  "..",
  "../a",
  "a/..",
  "a/../b",
  "./a",
  "a/./b",
  "a\\b",
  "..\\a",
  "a b",
  "é",
  "a\0b",
  "a\nb",
  "a?b",
  "a#b",
  "%2e%2e/a",
  "a:b",
  "a*",
  "x".repeat(513),
];

/** Puts a small blob under each key, a few at a time. */
async function putAll(store: BlobStore, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += 16) {
    await Promise.all(keys.slice(start, start + 16).map((key) => store.put(key, small)));
  }
}

/** What `delete` and `list` promise, which keys are allowed, and what holds for aborts and closing. */
export const blobKeyCases: ConformanceCase<BlobStore>[] = [
  blobCase("a deleted blob is gone from get, stat and list", async (session) => {
    const store = await session.open();
    await putAll(store, [session.key("a"), session.key("b")]);
    await store.delete([session.key("a")]);
    assert.equal(await read(store, session.key("a")), null);
    assert.equal(await store.stat(session.key("a")), null);
    assert.deepEqual(await listed(store, session.key("")), [session.key("b")]);
  }),
  blobCase("deleting absent keys is no error and deletes nothing else", async (session) => {
    const store = await session.open();
    await putAll(store, [session.key("folder/a")]);
    await store.delete([session.key("absent"), session.key("folder"), session.key("folder/a/b")]);
    assert.deepEqual(await listed(store, session.key("")), [session.key("folder/a")]);
  }),
  blobCase("one delete takes maxBatch keys", async (session) => {
    const store = await session.open();
    await putAll(store, [session.key("first"), session.key("last"), session.key("stays")]);
    const absent = range(fullBatch(store) - 2).map((i) => session.key(`absent-${i}`));
    const ends = [session.key("first"), ...absent, session.key("last")];
    // The last ones only, for a store that takes one key at a time.
    await store.delete(ends.slice(-fullBatch(store)));
    assert.equal(await store.stat(session.key("last")), null);
    if (fullBatch(store) > 1) assert.equal(await store.stat(session.key("first")), null);
    assert.ok(await store.stat(session.key("stays")));
  }),
  blobCase("1,001 keys are listed, each once", async (session) => {
    const store = await session.open();
    const keys = range(manyKeys).map((i) => session.key(`${i % 10}/${i}`));
    await putAll(store, keys);
    sameMembers(await listed(store, session.key("")), keys);
  }),
  blobCase(
    "a list by prefix has the keys that start with it, also within a name",
    async (session) => {
      const store = await session.open();
      const keys = ["a/b", "a/bc", "a/bc/d", "a/c", "ab", "b/a/b"].map((name) => session.key(name));
      await putAll(store, keys);
      sameMembers(await listed(store, session.key("a/b")), keys.slice(0, 3));
      sameMembers(await listed(store, session.key("a/")), keys.slice(0, 4));
      sameMembers(await listed(store, session.key("a")), keys.slice(0, 5));
      assert.deepEqual(await listed(store, session.key("a/b/")), []);
      assert.deepEqual(await listed(store, session.key("absent")), []);
    },
  ),
  blobCase("a list without a prefix has every key", async (session) => {
    // This prefix sorts first on most servers, so a large bucket need not be listed to its end.
    const prefix = `---${session.scope}/`;
    const store = await session.open(prefix);
    await putAll(store, [`${prefix}a`, `${prefix}b`]);
    const left = new Set([`${prefix}a`, `${prefix}b`]);
    for await (const key of store.list()) {
      left.delete(key);
      if (left.size === 0) break;
    }
    assert.deepEqual([...left], [], "keys that a list without a prefix left out");
  }),
  blobCase("keys of every permitted character are kept", async (session) => {
    const store = await session.open();
    const names = [
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
      "abcdefghijklmnopqrstuvwxyz",
      "0123456789",
      "a.b-c_d/e",
      ".hidden/.file",
      "a..b",
      "-",
      "_",
      "x.tar.gz",
      "0/1/2/3/4/5/6/7/8/9",
    ];
    const keys = names.map((name) => session.key(name));
    await putAll(store, keys);
    sameMembers(await listed(store, session.key("")), keys);
    for (const key of keys) assert.deepEqual(await read(store, key), Buffer.from(small));
  }),
  blobCase("a key may go on where another one ends", async (session) => {
    const store = await session.open();
    const keys = ["a", "a/b", "a/b/c"].map((name) => session.key(name));
    await putAll(store, keys);
    sameMembers(await listed(store, session.key("")), keys);
    await store.delete([keys[1]!]);
    sameMembers(await listed(store, session.key("")), [keys[0]!, keys[2]!]);
  }),
  blobCase("keys of 512 characters are kept whole", async (session) => {
    const store = await session.open();
    const room = 512 - session.key("").length;
    const keys = [
      session.key("x".repeat(room)),
      session.key(`${"x".repeat(room - 1)}y`),
      session.key(`${"part-of-a-key/".repeat(40)}`.slice(0, room - 1).concat("z")),
    ];
    await putAll(store, keys);
    sameMembers(await listed(store, session.key("")), keys);
    for (const key of keys) assert.deepEqual(await read(store, key), Buffer.from(small));
  }),
  blobCase("texts that are no keys are refused with invalid_input", async (session) => {
    const store = await session.open();
    for (const key of badKeys) {
      const shown = JSON.stringify(key.slice(0, 20));
      await rejectsWith("invalid_input", `put(${shown})`, () => store.put(key, small));
      await rejectsWith("invalid_input", `get(${shown})`, () => store.get(key));
      await rejectsWith("invalid_input", `stat(${shown})`, () => store.stat(key));
      await rejectsWith("invalid_input", `delete([${shown}])`, () => store.delete([key]));
    }
  }),
  blobCase("calls beside each other all take effect", async (session) => {
    const store = await session.open();
    const key = (i: number) => session.key(`${i}`);
    await putAll(store, range(20).map(key));
    await Promise.all([
      ...range(20).map((i) => store.put(key(100 + i), noise(1_000 * i, i))),
      ...range(20).map((i) => read(store, key(i))),
      store.delete(range(10).map(key)),
    ]);
    const kept = [...range(10).map((i) => key(10 + i)), ...range(20).map((i) => key(100 + i))];
    sameMembers(await listed(store, session.key("")), kept);
    assert.deepEqual(await read(store, key(119)), Buffer.from(noise(19_000, 19)));
  }),
  blobCase("a list aborted in flight rejects with the signal's reason", async (session) => {
    const store = await session.open();
    await putAll(
      store,
      range(20).map((i) => session.key(`${i}`)),
    );
    await rejectsWhenAborted("list()", (signal) => listed(store, session.key(""), signal));
  }),
  ...lifeCases<BlobStore>({
    define: blobCase,
    calls: (store, scope) => [
      ["stat", (options) => store.stat(`${scope}/a`, options)],
      ["put", (options) => store.put(`${scope}/a`, small, options)],
      ["get", async (options) => (await store.get(`${scope}/a`, options))?.stream.cancel()],
      ["list", ({ signal }) => listed(store, `${scope}/`, signal)],
      ["delete", (options) => store.delete([`${scope}/a`], options)],
    ],
  }),
];
