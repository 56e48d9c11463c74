import assert from "node:assert/strict";
import type { MetadataStore } from "@revimg/core";
import { fullBatch, range, rejectsWhenAborted, sameMembers } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { allPages } from "../pages.js";
import { metadataCase } from "./metadata-session.js";
import {
  fullRecord,
  hashOf,
  idOf,
  pathOf,
  sampleRecord,
  tagOf,
  webSource,
} from "./sample-records.js";

/** A scan has to list this many pictures: more than a page holds. */
const manyRecords = 2_500;

const records = (count: number) => range(count).map((number) => sampleRecord(number));

/** What `get`, `findBy…`, `scan`, `tagCounts` and `stats` promise. */
export const metadataFindCases: ConformanceCase<MetadataStore>[] = [
  metadataCase(
    "a get answers in the order asked for, with null for what is absent",
    async (session) => {
      const store = await session.openWith(records(3));
      const found = await store.get([idOf(2), idOf(99), idOf(0), idOf(1)]);
      assert.deepEqual(
        found.map((record) => record?.id ?? null),
        [idOf(2), null, idOf(0), idOf(1)],
      );
    },
  ),
  metadataCase("a get without signatures leaves out nothing else", async (session) => {
    const store = await session.openWith([fullRecord, sampleRecord(2)]);
    const ids = [fullRecord.id, idOf(99), idOf(2)];
    const whole = await store.get(ids);
    assert.deepEqual(
      await store.get(ids, { signatures: false }),
      whole.map((record) => record && { ...record, signature: null }),
    );
  }),
  metadataCase("signatures come as bytes, in the order asked for", async (session) => {
    const short = sampleRecord(3, { signature: Buffer.of(1, 0, 255).toString("base64") });
    const store = await session.openWith([fullRecord, sampleRecord(2), short]);
    const ids = [idOf(3), idOf(2), idOf(99), fullRecord.id];
    const records = await store.get(ids);
    const found = await store.signatures(ids);
    assert.deepEqual(
      found.map((bytes) => bytes && Buffer.from(bytes).toString("base64")),
      records.map((record) => record?.signature ?? null),
    );
    assert.ok(found[0] && found[3], "a signature is missing");
  }),
  metadataCase("sources come in the order in which they were put", async (session) => {
    const sources = ["z", "a", "m", "b"].map((name) => webSource(name));
    const store = await session.openWith([sampleRecord(1, { sources })]);
    assert.deepEqual((await store.get([idOf(1)]))[0]?.sources, sources);
  }),
  metadataCase("tags come by descending confidence, then by name", async (session) => {
    const tags = [tagOf("cat", 0.25), tagOf("bird", 0.5), tagOf("dog", 0.75), tagOf("ant", 0.5)];
    const store = await session.openWith([sampleRecord(1, { tags })]);
    const [record] = await store.get([idOf(1)]);
    assert.deepEqual(
      record?.tags.map(({ tag }) => tag),
      ["dog", "ant", "bird", "cat"],
    );
  }),
  metadataCase(
    "findByHash finds pictures by their bytes, in the order asked for",
    async (session) => {
      const store = await session.openWith(records(3));
      const found = await store.findByHash([hashOf(2), hashOf(99), hashOf(0)]);
      assert.deepEqual(found, [sampleRecord(2), null, sampleRecord(0)]);
    },
  ),
  metadataCase(
    "findByPath finds pictures by a source's path, in the order asked for",
    async (session) => {
      const path = '/фото/it\'s "here" \\ 100%_\n.jpg';
      const sources = [webSource("first"), { path }];
      const odd = sampleRecord(5, { sources });
      const store = await session.openWith([...records(3), odd]);
      const found = await store.findByPath([
        pathOf(2),
        "/nowhere",
        path,
        "/pictures/%.jpg",
        pathOf(0),
      ]);
      assert.deepEqual(found, [[sampleRecord(2)], [], [odd], [], [sampleRecord(0)]]);
    },
  ),
  metadataCase(
    "findByUrl finds pictures by a source without a path, in the order asked for",
    async (session) => {
      const url = "https://example.org/a%20b/it's?size=100%_&x=1";
      const both = sampleRecord(4, { sources: [{ path: pathOf(4), url: webSource("a").url! }] });
      const fetched = (number: number) =>
        sampleRecord(number, { sources: [{ path: pathOf(number) }, { url }, webSource("b")] });
      const store = await session.openWith([both, fetched(5), fetched(6)]);
      const found = await store.findByUrl([
        webSource("b").url!,
        webSource("a").url!,
        "https://example.org/%",
        url,
      ]);
      const byId = [fetched(5), fetched(6)].sort((a, b) => (a.id < b.id ? -1 : 1));
      assert.deepEqual(found, [byId, [], [], byId]);
    },
  ),
  metadataCase("one get or find takes maxBatch values", async (session) => {
    const urlOf = (number: number) => webSource(`${number}`).url!;
    const last = sampleRecord(1, { sources: [{ path: pathOf(1) }, { url: urlOf(1) }] });
    const store = await session.openWith([sampleRecord(0), last]);
    const absent = range(fullBatch(store) - 1).map((number) => number + 100);
    const batch = [...absent, 1];
    for (const found of [
      await store.get(batch.map(idOf)),
      await store.get(batch.map(idOf), { signatures: false }),
      await store.findByHash(batch.map(hashOf)),
      (await store.findByPath(batch.map(pathOf))).map(([record = null]) => record),
      (await store.findByUrl(batch.map(urlOf))).map(([record = null]) => record),
    ]) {
      assert.equal(found.length, batch.length);
      assert.deepEqual(found.at(-1), last);
    }
  }),
  metadataCase("a scan of 2,500 pictures lists each once", async (session) => {
    const store = await session.openWith(records(manyRecords));
    const ids = await allPages(1_000, (after) => store.scan({ after, pageSize: 1_000 }));
    sameMembers(ids, range(manyRecords).map(idOf));
  }),
  metadataCase("a scan during deletes lists every picture that stays once", async (session) => {
    const store = await session.openWith(records(120));
    const going = new Set(range(60).map((i) => idOf(2 * i)));
    const listed = await allPages(
      20,
      (after) => store.scan({ after, pageSize: 20 }),
      async (ids) => {
        const gone = ids.filter((id) => going.has(id));
        if (gone.length > 0) await store.delete(gone);
      },
    );
    sameMembers(
      listed.filter((id) => !going.has(id)),
      range(60).map((i) => idOf(2 * i + 1)),
    );
  }),
  metadataCase("a scan by status lists the pictures of this status only", async (session) => {
    const statuses = ["pending", "indexed", "failed", "deleting"] as const;
    const store = await session.openWith(
      range(40).map((number) => sampleRecord(number, { status: statuses[number % 4]! })),
    );
    for (const [first, status] of statuses.entries()) {
      const ids = await allPages(7, (after) => store.scan({ after, pageSize: 7, status }));
      sameMembers(
        ids,
        range(10).map((i) => idOf(4 * i + first)),
      );
    }
  }),
  metadataCase(
    "tagCounts counts the pictures of every status that carry a tag",
    async (session) => {
      const dog = { tags: [tagOf("dog", 0.5), tagOf("pet", 0.25, "user")] };
      const store = await session.openWith([
        sampleRecord(1, { ...dog, status: "pending" }),
        sampleRecord(2, { ...dog, status: "failed" }),
        sampleRecord(3, { tags: [tagOf("it's 100%_", 0.5)], status: "deleting" }),
      ]);
      const counts = await store.tagCounts(["dog", "cat", "it's 100%_", "pet", "do_"]);
      assert.deepEqual(
        counts,
        new Map([
          ["dog", 2],
          ["cat", 0],
          ["it's 100%_", 1],
          ["pet", 2],
          ["do_", 0],
        ]),
      );
    },
  ),
  metadataCase("tagCounts follows a picture whose tags are replaced", async (session) => {
    const store = await session.openWith([sampleRecord(1, { tags: [tagOf("dog"), tagOf("pet")] })]);
    await store.put([sampleRecord(1, { tags: [tagOf("cat"), tagOf("pet", 0.5)] })]);
    const counts = await store.tagCounts(["dog", "cat", "pet"]);
    assert.deepEqual(
      counts,
      new Map([
        ["dog", 0],
        ["cat", 1],
        ["pet", 1],
      ]),
    );
  }),
  metadataCase("one tagCounts takes maxBatch tags", async (session) => {
    const store = await session.openWith([sampleRecord(1, { tags: [tagOf("dog")] })]);
    const absent = range(fullBatch(store) - 1).map((number) => `absent ${number}`);
    const counts = await store.tagCounts([...absent, "dog"]);
    assert.equal(counts.size, fullBatch(store));
    assert.equal(counts.get("dog"), 1);
  }),
  metadataCase("topTags gives the most used tags first, equal ones by bytes", async (session) => {
    const counts = { rare: 1, é: 2, "～": 2, "😀": 2, a: 2, B: 2, dog: 5 };
    const named = Object.entries(counts);
    const store = await session.openWith(
      range(5).map((number) => {
        const tags = named.flatMap(([tag, count]) => (number < count ? [tagOf(tag)] : []));
        // A tag of two origins is one tag, and pictures of every status count.
        if (number === 0) tags.push(tagOf("rare", 1, "user"));
        return sampleRecord(number, { tags, status: number === 1 ? "failed" : "indexed" });
      }),
    );
    const all = await store.topTags({ prefix: "", limit: 100 });
    const order = ["dog", "B", "a", "é", "～", "😀", "rare"] as const;
    assert.deepEqual(
      all,
      order.map((tag) => ({ tag, count: counts[tag] })),
    );
    assert.deepEqual(await store.topTags({ prefix: "", limit: 3 }), all.slice(0, 3));
  }),
  metadataCase("topTags narrows to a prefix, letter by letter", async (session) => {
    const names = ["50% off", "50_", "501", "Dog", "do", "dog", "dog house", "do\u{10ffff}x"];
    const store = await session.openWith([
      sampleRecord(1, { tags: names.map((tag) => tagOf(tag)) }),
    ]);
    const found = async (prefix: string) =>
      (await store.topTags({ prefix, limit: 100 })).map(({ tag }) => tag).toSorted();
    assert.deepEqual(await found("dog"), ["dog", "dog house"]);
    assert.deepEqual(await found("do"), ["do", "dog", "dog house", "do\u{10ffff}x"]);
    assert.deepEqual(await found("50%"), ["50% off"]);
    assert.deepEqual(await found("50_"), ["50_"]);
    assert.deepEqual(await found("cat"), []);
  }),
  metadataCase("topTags leaves out tags that no picture carries any more", async (session) => {
    const store = await session.openWith([
      sampleRecord(1, { tags: [tagOf("dog"), tagOf("pet")] }),
      sampleRecord(2, { tags: [tagOf("pet")] }),
      sampleRecord(3, { tags: [tagOf("pet")] }),
    ]);
    await store.put([sampleRecord(1, { tags: [tagOf("cat"), tagOf("pet")] })]);
    const cat = { tag: "cat", count: 1 };
    const all = { prefix: "", limit: 10 };
    assert.deepEqual(await store.topTags(all), [{ tag: "pet", count: 3 }, cat]);
    await store.delete([idOf(2)]);
    assert.deepEqual(await store.topTags(all), [{ tag: "pet", count: 2 }, cat]);
  }),
  metadataCase("stats counts the pictures of each status", async (session) => {
    const store = await session.open();
    const none = { pending: 0, indexed: 0, failed: 0, deleting: 0 };
    assert.deepEqual((await store.stats()).count, none);
    const statuses = ["failed", "pending", "indexed", "pending", "failed", "pending"] as const;
    await store.put(statuses.map((status, number) => sampleRecord(number, { status })));
    const { count, bytes } = await store.stats();
    assert.deepEqual(count, { pending: 3, indexed: 1, failed: 2, deleting: 0 });
    assert.ok(bytes === null || bytes > 0, `bytes is ${bytes}`);
  }),
  metadataCase("a scan aborted in flight rejects with the signal's reason", async (session) => {
    const store = await session.openWith(records(200));
    await rejectsWhenAborted("scan()", (signal) =>
      store.scan({ after: null, pageSize: 200, signal }),
    );
  }),
];
