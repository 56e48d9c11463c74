import assert from "node:assert/strict";
import type { MetadataStore } from "@revimg/core";
import { range, retried } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { lifeCases } from "../life-cases.js";
import { metadataCase } from "./metadata-session.js";
import { hashOf, idOf, pathOf, sampleRecord, tagOf } from "./sample-records.js";

/** What holds for collections, opening and closing. */
export const metadataCollectionCases: ConformanceCase<MetadataStore>[] = [
  metadataCase("two collections know nothing of each other", async (session) => {
    const one = await session.openWith([sampleRecord(1), sampleRecord(2)]);
    const other = await session.openWith([sampleRecord(1, { title: "Other" })], session.otherScope);
    await one.setMeta("kit", "one");
    await other.delete([idOf(2)]);
    assert.deepEqual(await one.get([idOf(1), idOf(2)]), [sampleRecord(1), sampleRecord(2)]);
    assert.deepEqual(await other.get([idOf(2)]), [null]);
    assert.equal(await other.getMeta("kit"), null);
    assert.deepEqual(await other.tagCounts(["photo"]), new Map([["photo", 1]]));
    assert.equal((await one.stats()).count.indexed, 2);
  }),
  metadataCase("a collection that is opened again still has everything", async (session) => {
    const first = await session.openWith([sampleRecord(1), sampleRecord(2)]);
    await first.setMeta("kit", "kept");
    const revision = await first.revision();
    await first.close();
    const again = await session.open();
    assert.deepEqual(await again.get([idOf(2), idOf(1)]), [sampleRecord(2), sampleRecord(1)]);
    assert.equal(await again.getMeta("kit"), "kept");
    assert.ok((await again.revision()) >= revision, "the revision went back");
  }),
  metadataCase("a dropped collection is empty when it is opened again", async (session) => {
    const store = await session.openWith([sampleRecord(1)]);
    await store.setMeta("kit", "gone");
    await store.drop();
    await store.close();
    const again = await session.open();
    assert.deepEqual(await again.scan({ after: null, pageSize: 5 }), { ids: [], next: null });
    assert.equal(await again.getMeta("kit"), null);
    assert.deepEqual(await again.tagCounts(["photo"]), new Map([["photo", 0]]));
  }),
  metadataCase("a store that dropped its collection can open it again", async (session) => {
    const store = await session.openWith([sampleRecord(1)]);
    await store.drop();
    await store.open({ collection: session.scope });
    await store.put([sampleRecord(2)]);
    assert.deepEqual(await store.get([idOf(1), idOf(2)]), [null, sampleRecord(2)]);
  }),
  metadataCase("dropping a collection leaves another one as it is", async (session) => {
    const kept = await session.openWith([sampleRecord(1)]);
    const dropped = await session.openWith([sampleRecord(1)], session.otherScope);
    await dropped.drop();
    assert.deepEqual(await kept.get([idOf(1)]), [sampleRecord(1)]);
  }),
  metadataCase("ten stores open a new collection at once", async (session) => {
    const stores = await Promise.all(range(10).map(() => session.open()));
    await Promise.all(stores.map((store, number) => store.put([sampleRecord(number)])));
    assert.equal((await stores[0]!.stats()).count.indexed, 10);
  }),
  metadataCase("calls beside each other all take effect", async (session) => {
    const store = await session.openWith(range(20).map((number) => sampleRecord(number)));
    await Promise.all([
      ...range(20).map((i) => {
        const record = sampleRecord(100 + i, { tags: [tagOf("late")] });
        return retried(() => store.put([record]));
      }),
      ...range(20).map((i) => store.get([idOf(i)])),
      retried(() => store.setStatus(range(5).map(idOf), "failed")),
      ...range(5).map((i) => retried(() => store.delete([idOf(10 + i)]))),
    ]);
    const { count } = await store.stats();
    assert.deepEqual(count, { pending: 0, indexed: 30, failed: 5, deleting: 0 });
    assert.deepEqual(await store.tagCounts(["late"]), new Map([["late", 20]]));
  }),
  ...lifeCases<MetadataStore>({
    define: metadataCase,
    open: (store, scope, options) => store.open({ collection: scope, ...options }),
    calls: (store) => [
      ["stats", (options) => store.stats(options)],
      ["getMeta", (options) => store.getMeta("kit", options)],
      ["setMeta", (options) => store.setMeta("kit", "value", options)],
      ["revision", (options) => store.revision(options)],
      ["put", (options) => store.put([sampleRecord(1)], options)],
      ["get", (options) => store.get([idOf(1)], options)],
      ["signatures", (options) => store.signatures([idOf(1)], options)],
      ["findByHash", (options) => store.findByHash([hashOf(1)], options)],
      ["findByPath", (options) => store.findByPath([pathOf(1)], options)],
      ["findByUrl", (options) => store.findByUrl(["https://example.org/1"], options)],
      ["removeSource", (options) => store.removeSource(idOf(1), { path: pathOf(1) }, options)],
      ["setStatus", (options) => store.setStatus([idOf(1)], "pending", options)],
      ["delete", (options) => store.delete([idOf(1)], options)],
      ["scan", (options) => store.scan({ after: null, pageSize: 5, ...options })],
      ["tagCounts", (options) => store.tagCounts(["photo"], options)],
      ["topTags", (options) => store.topTags({ prefix: "", limit: 5, ...options })],
      ["lease", (options) => store.lease([idOf(1)], { owner: "a", ttlMs: 1_000, ...options })],
      ["renew", (options) => store.renew([idOf(1)], { owner: "a", ttlMs: 1_000, ...options })],
      ["release", (options) => store.release([idOf(1)], { owner: "a", ...options })],
      ["drop", (options) => store.drop(options)],
    ],
  }),
];
