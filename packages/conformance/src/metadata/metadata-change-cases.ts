import assert from "node:assert/strict";
import type { MetadataStore } from "@revimg/core";
import { fullBatch, range } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { metadataCase } from "./metadata-session.js";
import { hashOf, idOf, pathOf, sampleRecord, tagOf, webSource } from "./sample-records.js";

/** How far a server's clock may differ from this machine's. */
const clockToleranceMs = 3_600_000;

/** What `setStatus`, `removeSource`, `delete`, `setMeta` and `revision` promise. */
export const metadataChangeCases: ConformanceCase<MetadataStore>[] = [
  metadataCase("setStatus to indexed sets indexedAt to now", async (session) => {
    const pending = { status: "pending", indexedAt: null } as const;
    const store = await session.openWith([sampleRecord(1, pending), sampleRecord(2, pending)]);
    await store.setStatus([idOf(1)], "indexed");
    const [changed, other] = await store.get([idOf(1), idOf(2)]);
    assert.equal(changed?.status, "indexed");
    const awayMs = Math.abs((changed?.indexedAt ?? 0) - Date.now());
    assert.ok(awayMs < clockToleranceMs, `indexedAt is ${awayMs} ms from now`);
    assert.deepEqual(other, sampleRecord(2, pending));
  }),
  metadataCase("setStatus to another status leaves the rest of the row", async (session) => {
    const store = await session.openWith([sampleRecord(1)]);
    await store.setStatus([idOf(1), idOf(99)], "deleting");
    assert.deepEqual(await store.get([idOf(1)]), [sampleRecord(1, { status: "deleting" })]);
  }),
  metadataCase("one setStatus or delete takes maxBatch ids", async (session) => {
    const store = await session.openWith([sampleRecord(1), sampleRecord(2)]);
    const absent = range(fullBatch(store) - 1).map((number) => idOf(number + 100));
    await store.setStatus([...absent, idOf(1)], "pending");
    assert.equal((await store.get([idOf(1)]))[0]?.status, "pending");
    await store.delete([...absent, idOf(2)]);
    assert.deepEqual(await store.get([idOf(2)]), [null]);
  }),
  metadataCase(
    "removeSource takes one source away and tells how many are left",
    async (session) => {
      const [a, b] = [webSource("a"), webSource("b")];
      const sources = [a, { path: pathOf(1), size: 5 }, b];
      const store = await session.openWith([
        sampleRecord(1, { sources }),
        sampleRecord(2, { sources: [a] }),
      ]);
      assert.equal(await store.removeSource(idOf(1), { path: pathOf(1) }), 2);
      assert.deepEqual(await store.findByPath([pathOf(1)]), [[]]);
      assert.equal(await store.removeSource(idOf(1), { url: a.url! }), 1);
      assert.equal(await store.removeSource(idOf(1), { url: "https://example.org/absent" }), 1);
      const [first, second] = await store.get([idOf(1), idOf(2)]);
      assert.deepEqual(first?.sources, [b]);
      assert.deepEqual(second?.sources, [a]);
      assert.equal(await store.removeSource(idOf(1), { url: b.url! }), 0);
    },
  ),
  metadataCase("a deleted picture is gone with its sources and tags", async (session) => {
    const tags = [tagOf("dog"), tagOf("rare")];
    const store = await session.openWith([sampleRecord(1, { tags }), sampleRecord(2)]);
    await store.put([sampleRecord(3, { tags: [tagOf("dog")] })]);
    await store.delete([idOf(1)]);
    assert.deepEqual(await store.get([idOf(1), idOf(2)]), [null, sampleRecord(2)]);
    assert.deepEqual(await store.findByHash([hashOf(1)]), [null]);
    assert.deepEqual(await store.findByPath([pathOf(1)]), [[]]);
    assert.deepEqual(
      await store.tagCounts(["dog", "rare"]),
      new Map([
        ["dog", 1],
        ["rare", 0],
      ]),
    );
  }),
  metadataCase("a picture put again after its delete has nothing of its past", async (session) => {
    const store = await session.openWith([sampleRecord(1, { tags: [tagOf("old")] })]);
    await store.delete([idOf(1)]);
    const sources = [webSource("new")];
    await store.put([sampleRecord(1, { sources })]);
    assert.deepEqual(await store.get([idOf(1)]), [sampleRecord(1, { sources })]);
  }),
  metadataCase("deleting absent ids is no error and deletes nothing else", async (session) => {
    const store = await session.openWith([sampleRecord(1)]);
    await store.delete([idOf(98), idOf(99)]);
    assert.deepEqual(await store.get([idOf(1)]), [sampleRecord(1)]);
  }),
  metadataCase("a value of the manifest comes back as it was set", async (session) => {
    const store = await session.open();
    assert.equal(await store.getMeta("kit-absent"), null);
    for (const value of ["", "null", '{"a": "日本語 🐕 it\'s"}', "x".repeat(1_048_576)]) {
      assert.equal(await store.setMeta("kit", value), true);
      assert.equal(await store.getMeta("kit"), value);
    }
    // The longest name of a setting.
    const setting = `setting:${"kit-1_2.3".repeat(7)}`;
    assert.equal(await store.setMeta(setting, "kept"), true);
    assert.equal(await store.getMeta(setting), "kept");
    assert.equal(await store.getMeta("KIT"), null);
  }),
  metadataCase("setMeta with an expected value sets only in its place", async (session) => {
    const store = await session.open();
    assert.equal(await store.setMeta("kit", "1", { expected: "0" }), false);
    assert.equal(await store.getMeta("kit"), null);
    assert.equal(await store.setMeta("kit", "1", { expected: null }), true);
    assert.equal(await store.setMeta("kit", "2", { expected: null }), false);
    assert.equal(await store.setMeta("kit", "2", { expected: "0" }), false);
    assert.equal(await store.getMeta("kit"), "1");
    assert.equal(await store.setMeta("kit", "2", { expected: "1" }), true);
    assert.equal(await store.getMeta("kit"), "2");
  }),
  metadataCase("of 20 callers that expect the same value one sets it", async (session) => {
    const stores = [await session.open(), await session.open()];
    for (const expected of [null, "first"]) {
      if (expected !== null) await stores[0]!.setMeta("kit", expected);
      const outcomes = await Promise.all(
        range(20).map((i) => stores[i % 2]!.setMeta("kit", `caller ${i}`, { expected })),
      );
      const winners = range(20).filter((i) => outcomes[i]);
      assert.equal(
        winners.length,
        1,
        `${winners.length} callers were told that they set the value`,
      );
      assert.equal(await stores[1]!.getMeta("kit"), `caller ${winners[0]}`);
    }
  }),
  metadataCase(
    "the revision grows with every put, setStatus, removeSource and delete",
    async (session) => {
      const store = await session.open();
      const observer = await session.open();
      let before = await observer.revision();
      const changes: [string, () => Promise<unknown>][] = [
        ["put of a new picture", () => store.put([sampleRecord(1)])],
        ["put over a known picture", () => store.put([sampleRecord(1, { title: "New" })])],
        ["setStatus", () => store.setStatus([idOf(1)], "failed")],
        ["removeSource", () => store.removeSource(idOf(1), { path: pathOf(1) })],
        ["delete", () => store.delete([idOf(1)])],
      ];
      for (const [name, change] of changes) {
        await change();
        const after = await observer.revision();
        assert.ok(
          after > before,
          `the revision was ${before} before a ${name} and ${after} after it`,
        );
        before = after;
      }
    },
  ),
  metadataCase("the revision does not move when nothing is changed", async (session) => {
    const store = await session.openWith([sampleRecord(1)]);
    const before = await store.revision();
    await store.get([idOf(1)]);
    await store.findByHash([hashOf(1)]);
    await store.findByPath([pathOf(1)]);
    await store.findByUrl(["https://example.org/1"]);
    await store.scan({ after: null, pageSize: 5 });
    await store.tagCounts(["photo"]);
    await store.stats();
    await store.getMeta("kit");
    assert.equal(await store.revision(), before);
  }),
];
