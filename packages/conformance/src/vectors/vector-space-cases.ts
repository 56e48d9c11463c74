import assert from "node:assert/strict";
import type { VectorStore } from "@revimg/core";
import {
  eventually,
  fullBatch,
  range,
  rejectsWhenAborted,
  rejectsWith,
  sameMembers,
} from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { lifeCases } from "../life-cases.js";
import { direction, turned } from "./unit-vectors.js";
import { dimension, vectorCase } from "./vector-session.js";

const record = (id: string, seed: number) => ({ id, vector: direction(seed) });

/** What holds for spaces, aborts, opening and closing. */
export const vectorSpaceCases: ConformanceCase<VectorStore>[] = [
  vectorCase("two spaces do not see each other's records", async (session) => {
    const near = { id: "near", vector: turned(3, 45) };
    const one = await session.openWith([record("shared", 1), record("mine", 2), near]);
    const other = await session.openWith([record("shared", 3)], session.otherSpace);
    await other.delete(["mine"]);
    await eventually(one, async () => {
      assert.deepEqual(await one.stats(), { count: 3 });
      const hits = await one.query({ vector: direction(3), topK: 5 });
      assert.equal(hits[0]?.id, "near", "a record of another space is found");
      sameMembers(
        hits.map(({ id }) => id),
        ["mine", "near", "shared"],
      );
      assert.deepEqual(await other.stats(), { count: 1 });
    });
  }),
  vectorCase("a space that is opened again still has its records", async (session) => {
    const first = await session.openWith([record("kept", 1)]);
    await first.close();
    const again = await session.open();
    await eventually(again, async () => {
      assert.deepEqual(await again.stats(), { count: 1 });
      const [hit] = await again.query({ vector: direction(1), topK: 1 });
      assert.equal(hit?.id, "kept");
    });
  }),
  vectorCase(
    "opening a space with another dimension is refused with index_mismatch",
    async (session) => {
      const first = await session.openWith([record("kept", 1)]);
      await first.close();
      const again = await session.make();
      await rejectsWith("index_mismatch", "open() with another dimension", () =>
        again.open({ space: session.space, dimension: dimension / 2 }),
      );
    },
  ),
  vectorCase("a dropped space has no records when it is opened again", async (session) => {
    const store = await session.openWith([record("gone", 1)]);
    await store.drop(session.space);
    const again = await session.open();
    await eventually(again, async () => {
      assert.deepEqual(await again.stats(), { count: 0 });
      assert.deepEqual(await again.query({ vector: direction(1), topK: 1 }), []);
    });
  }),
  vectorCase("dropping another space leaves the open one as it is", async (session) => {
    const store = await session.openWith([record("kept", 1)]);
    const other = await session.openWith([record("gone", 2)], session.otherSpace);
    await other.close();
    await store.drop(session.otherSpace);
    await eventually(store, async () => assert.deepEqual(await store.stats(), { count: 1 }));
    const again = await session.open(session.otherSpace);
    await eventually(again, async () => assert.deepEqual(await again.stats(), { count: 0 }));
  }),
  vectorCase("dropping an absent space is no error", async (session) => {
    const store = await session.openWith([record("kept", 1)]);
    await store.drop(session.otherSpace);
    await eventually(store, async () => assert.deepEqual(await store.stats(), { count: 1 }));
  }),
  vectorCase("a clone sees the same spaces, and opens one of its own", async (session) => {
    const store = await session.openWith([record("mine", 1)]);
    const clone = session.clone(store);
    await rejectsWith("invalid_input", "stats() of a clone that is not open", () => clone.stats());
    await session.openWith([record("other", 2)], session.otherSpace);
    await clone.open({ space: session.otherSpace, dimension });
    await eventually(clone, async () => {
      assert.deepEqual(await clone.fetch(["mine"]), [null]);
      assert.ok((await clone.fetch(["other"]))[0], "a record of the clone's space is absent");
    });
    assert.deepEqual(await store.fetch(["other"]), [null], "a clone moves the store's space");
    await clone.open({ space: session.space, dimension });
    const [mine] = await clone.fetch(["mine"]);
    assert.ok(mine, "a clone does not see the store's space");
  }),
  vectorCase("closing a clone leaves the store open", async (session) => {
    const store = await session.openWith([record("kept", 1)]);
    const clone = session.clone(store);
    await clone.open({ space: session.space, dimension });
    await clone.close();
    await rejectsWith("disposed", "stats() of a closed clone", () => clone.stats());
    const [vector] = await store.fetch(["kept"]);
    assert.ok(vector, "a record is absent once a clone was closed");
  }),
  vectorCase("an upsert aborted in flight rejects with the signal's reason", async (session) => {
    const store = await session.open();
    const records = range(Math.min(fullBatch(store), 500)).map((i) => record(`record-${i}`, i));
    await rejectsWhenAborted("upsert()", (signal) => store.upsert(records, { signal }));
  }),
  vectorCase("a query aborted in flight rejects with the signal's reason", async (session) => {
    const store = await session.openWith(range(50).map((i) => record(`record-${i}`, i)));
    await rejectsWhenAborted("query()", (signal) =>
      store.query({ vector: direction(1), topK: 10, signal }),
    );
  }),
  vectorCase("a store works on after an aborted call", async (session) => {
    const store = await session.open();
    const controller = new AbortController();
    const call = store.upsert([record("aborted", 1)], { signal: controller.signal });
    controller.abort();
    await call.catch(() => undefined);
    await store.upsert([record("after", 2)]);
    await eventually(store, async () => {
      const [vector] = await store.fetch(["after"]);
      assert.ok(vector, "what was stored after an aborted call is absent");
    });
  }),
  ...lifeCases<VectorStore>({
    define: vectorCase,
    open: (store, scope, options) => store.open({ space: `${scope}-1`, dimension, ...options }),
    calls: (store, scope) => [
      ["stats", (options) => store.stats(options)],
      ["upsert", (options) => store.upsert([record("a", 1)], options)],
      ["query", (options) => store.query({ vector: direction(1), topK: 1, ...options })],
      ["fetch", (options) => store.fetch(["a"], options)],
      ["delete", (options) => store.delete(["a"], options)],
      ["scan", (options) => store.scan({ after: null, pageSize: 10, ...options })],
      ["drop", (options) => store.drop(`${scope}-absent`, options)],
    ],
  }),
];
