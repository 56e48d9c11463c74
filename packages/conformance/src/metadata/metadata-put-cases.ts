import assert from "node:assert/strict";
import type { ImageRecord, MetadataStore } from "@revimg/core";
import { fullBatch, range, rejectsWhenAborted, retried, whileRunning } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { metadataCase } from "./metadata-session.js";
import { fullRecord, idOf, pathOf, sampleRecord, tagOf, webSource } from "./sample-records.js";

/** What `put` promises. */
export const metadataPutCases: ConformanceCase<MetadataStore>[] = [
  metadataCase("a record comes back with every field as it was put", async (session) => {
    const store = await session.openWith([fullRecord, sampleRecord(2)]);
    assert.deepEqual(await store.get([fullRecord.id, idOf(2)]), [fullRecord, sampleRecord(2)]);
  }),
  metadataCase("a put over a known picture replaces its row", async (session) => {
    const { contentHash, tags } = fullRecord;
    const row = sampleRecord(1, { contentHash, tags });
    const store = await session.openWith([{ ...fullRecord, sources: row.sources }]);
    await store.put([row]);
    assert.deepEqual(await store.get([row.id]), [row]);
  }),
  metadataCase("a put over a known picture replaces its tags", async (session) => {
    const store = await session.openWith([sampleRecord(1, { tags: [tagOf("cat"), tagOf("dog")] })]);
    const tags = [tagOf("bird", 0.25, "user"), tagOf("dog", 0.125)];
    await store.put([sampleRecord(1, { tags })]);
    assert.deepEqual((await existing(store, 1)).tags, tags);
    await store.put([sampleRecord(1, { tags: [] })]);
    assert.deepEqual((await existing(store, 1)).tags, []);
  }),
  metadataCase(
    "a put over a known picture places the sources it names after the others",
    async (session) => {
      const [a, b, c] = [webSource("a"), webSource("b"), webSource("c")];
      const file = { path: pathOf(1) };
      const store = await session.openWith([sampleRecord(1, { sources: [b, file, a] })]);
      await store.put([sampleRecord(1, { sources: [c, b] })]);
      assert.deepEqual((await existing(store, 1)).sources, [file, a, c, b]);
      await store.put([sampleRecord(1, { sources: [a, file] })]);
      assert.deepEqual((await existing(store, 1)).sources, [c, b, a, file]);
    },
  ),
  metadataCase("of a source that one put names twice, the last counts", async (session) => {
    const path = pathOf(1);
    const sources = [{ path, size: 1 }, webSource("a"), { path, size: 2 }];
    const store = await session.openWith([sampleRecord(1, { sources })]);
    assert.deepEqual((await existing(store, 1)).sources, sources.slice(1));
  }),
  metadataCase(
    "a put over a known picture refreshes a source of the same path",
    async (session) => {
      const other = webSource("other");
      const before = {
        path: pathOf(1),
        size: 1,
        mtimeMs: 2,
        title: "Before",
        url: "https://a.example/1",
        tags: ["before"],
      };
      const after = {
        path: pathOf(1),
        size: 3,
        mtimeMs: 4.5,
        author: "After",
        url: "https://b.example/1",
      };
      const store = await session.openWith([sampleRecord(1, { sources: [other, before] })]);
      await store.put([sampleRecord(1, { sources: [after] })]);
      assert.deepEqual((await existing(store, 1)).sources, [other, after]);
    },
  ),
  metadataCase(
    "a put over a known picture refreshes a source without a path by its URL",
    async (session) => {
      const other = { path: pathOf(1) };
      const before = webSource("a", { pageUrl: "https://example.org/before", title: "Before" });
      const after = webSource("a", { pageUrl: "https://example.org/after", license: "CC0" });
      const store = await session.openWith([sampleRecord(1, { sources: [other, before] })]);
      await store.put([sampleRecord(1, { sources: [after] })]);
      assert.deepEqual((await existing(store, 1)).sources, [other, after]);
    },
  ),
  metadataCase("a source without path, URL and page is one source", async (session) => {
    const [file, web, titled] = [{ path: pathOf(1) }, webSource("a"), { title: "From memory" }];
    const store = await session.openWith([
      sampleRecord(1, { sources: [file, web, {}] }),
      sampleRecord(2, { sources: [{}] }),
    ]);
    assert.deepEqual((await existing(store, 1)).sources, [file, web, {}]);
    await store.put([sampleRecord(1, { sources: [titled] })]);
    assert.deepEqual((await existing(store, 1)).sources, [file, web, titled]);
    await store.removeSource(idOf(1), {});
    assert.deepEqual((await existing(store, 1)).sources, [file, web]);
    assert.deepEqual((await existing(store, 2)).sources, [{}]);
  }),
  metadataCase("sources without path and URL are told apart by their page", async (session) => {
    const [first, second] = ["a", "b"].map((page) => ({ pageUrl: `https://${page}.example/` }));
    const store = await session.openWith([sampleRecord(1, { sources: [first!, second!] })]);
    assert.deepEqual((await existing(store, 1)).sources, [first, second]);
    const titled = { ...second, title: "The second page" };
    await store.put([sampleRecord(1, { sources: [titled] })]);
    assert.deepEqual((await existing(store, 1)).sources, [first, titled]);
    await store.removeSource(idOf(1), first!);
    assert.deepEqual((await existing(store, 1)).sources, [titled]);
  }),
  metadataCase("a path may lead to several pictures", async (session) => {
    const path = "/pictures/changed.jpg";
    const elsewhere = webSource("elsewhere");
    // Neither in the order of ids nor against it.
    const numbers = [2, 1, 3, 0];
    const records = numbers.map((number) =>
      sampleRecord(number, { sources: [{ path, size: number }, elsewhere] }),
    );
    const store = await session.openWith(records.slice(0, 3));
    await store.put(records.slice(3));
    assert.deepEqual(await store.get(numbers.map(idOf)), records);
    const byId = records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual(await store.findByPath([pathOf(9), path]), [[], byId]);
    await store.removeSource(idOf(1), { path });
    await store.delete([idOf(2)]);
    const left = byId.filter(({ id }) => id === idOf(3) || id === idOf(0));
    assert.deepEqual(await store.findByPath([path]), [left]);
  }),
  metadataCase("one put takes maxBatch records", async (session) => {
    const store = await session.open();
    const records = range(fullBatch(store)).map((number) => sampleRecord(number));
    await store.put(records);
    assert.equal((await store.stats()).count.indexed, records.length);
    const last = records.length - 1;
    assert.deepEqual(await existing(store, last), sampleRecord(last));
  }),
  metadataCase("a put that is aborted stores all of its records or none", async (session) => {
    const store = await session.open();
    const batch = Math.min(fullBatch(store), 200);
    for (const waitMs of [0, 0, 1, 2, 4, 8, 16]) {
      const records = range(batch).map((number) => sampleRecord(waitMs * 1_000 + number));
      const controller = new AbortController();
      const put = store.put(records, { signal: controller.signal }).catch(() => undefined);
      if (waitMs > 0) setTimeout(() => controller.abort(), waitMs);
      else controller.abort();
      await put;
      const count = await countOf(store, records);
      assert.ok(
        count === 0 || count === batch,
        `${count} of ${batch} records of an aborted put are there`,
      );
      await store.delete(records.map(({ id }) => id));
    }
  }),
  metadataCase("a reader beside a put sees all of its records or none", async (session) => {
    const writer = await session.open();
    const reader = await session.open();
    const batch = Math.min(fullBatch(writer), 200);
    const records = range(batch).map((number) => sampleRecord(number));
    const counts = new Set<number>();
    await whileRunning(writer.put(records), async () => {
      counts.add(await countOf(reader, records));
    });
    counts.add(await countOf(reader, records));
    counts.delete(0);
    assert.deepEqual([...counts], [batch], "counts of records seen beside a put, but for 0");
  }),
  metadataCase("two stores that put the same pictures at once lose nothing", async (session) => {
    const stores = [await session.open(), await session.open()];
    const numbers = range(Math.min(fullBatch(stores[0]!), 50));
    const put = (store: MetadataStore, name: string, order: readonly number[]) =>
      retried(() =>
        store.put(
          order.map((number) =>
            sampleRecord(number, { sources: [webSource(`${name}-${number}`)] }),
          ),
        ),
      );
    // In opposite orders: two servers' locks would wait for each other.
    await Promise.all([put(stores[0]!, "a", numbers), put(stores[1]!, "b", numbers.toReversed())]);
    for (const number of numbers) {
      const urls = (await existing(stores[0]!, number)).sources.map(({ url }) => url).sort();
      assert.deepEqual(urls, [webSource(`a-${number}`).url, webSource(`b-${number}`).url]);
    }
    assert.equal((await stores[1]!.stats()).count.indexed, numbers.length);
  }),
  metadataCase("a put aborted in flight rejects with the signal's reason", async (session) => {
    const store = await session.open();
    const records = range(Math.min(fullBatch(store), 200)).map((number) => sampleRecord(number));
    await rejectsWhenAborted("put()", (signal) => store.put(records, { signal }));
  }),
];

/** How many of these pictures are there. */
async function countOf(store: MetadataStore, records: readonly ImageRecord[]): Promise<number> {
  const found = await store.get(records.map(({ id }) => id));
  return found.filter((record) => record !== null).length;
}

async function existing(store: MetadataStore, number: number): Promise<ImageRecord> {
  const [record] = await store.get([idOf(number)]);
  assert.ok(record, `picture ${number} is absent`);
  return record;
}
