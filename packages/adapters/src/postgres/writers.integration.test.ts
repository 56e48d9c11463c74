import { expect, test } from "vitest";
import { numbered, numberedFrom } from "./testing/records.js";
import { connect, openStore, ownServer } from "./testing/server.js";

const own = ownServer();

test("two stores that put the same 500 pictures in opposite orders: each is there once", async (context) => {
  const { url } = own.get(context);
  const stores = [await openStore({ url }, "both"), await openStore({ url }, "both")];
  const records = numberedFrom(0, 500);
  for (let round = 0; round < 3; round++) {
    await Promise.all([stores[0]?.put(records), stores[1]?.put(records.toReversed())]);
  }
  expect(await stores[0]?.get(records.map(({ id }) => id))).toEqual(records);
  expect((await stores[1]?.stats())?.count.indexed).toBe(500);
});

test("writers that put the same pictures with other paths and tags leave counts that fit the rows", async (context) => {
  const { url } = own.get(context);
  const stores = await Promise.all([1, 2, 3, 4].map(() => openStore({ url }, "crossed")));
  await Promise.all(
    stores.map(async (store, writer) => {
      for (let round = 0; round < 6; round++) {
        const numbers = Array.from({ length: 20 }, (_, i) => (i * 7 + writer * 5 + round) % 30);
        await store.put(
          [...new Set(numbers)].map((number) =>
            numbered(number, {
              sources: [{ path: `/shared/${(number + writer + round) % 30}.jpg` }],
              tags: [
                { tag: `tag ${(number + round) % 5}`, confidence: 1, origin: "user" },
                { tag: `tag ${(number + writer) % 5}`, confidence: 0.5, origin: "model" },
              ],
              status: round % 2 ? "indexed" : "pending",
            }),
          ),
        );
        await store.setStatus([numbered(round).id, numbered(29 - round).id], "failed");
        await store.delete([numbered(writer).id]);
      }
    }),
  );
  const client = await connect(url);
  const counted = async (text: string) => (await client.query(text)).rows;
  const s = "revimg_crossed";
  expect(await counted(`select tag, count::int from ${s}.tag_counts order by tag`)).toEqual(
    await counted(
      `select tag, count(distinct image_id)::int as count from ${s}.image_tags group by tag order by tag`,
    ),
  );
  expect(
    await counted(`select status, count::int from ${s}.status_counts where count > 0 order by 1`),
  ).toEqual(
    await counted(`select status, count(*)::int from ${s}.images group by status order by 1`),
  );
  // Not even ones that a second try has healed.
  expect(
    await counted("select deadlocks::int from pg_stat_database where datname = 'postgres'"),
  ).toEqual([{ deadlocks: 0 }]);
});

test("the counters follow rows that a person changes by hand", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url }, "by-hand");
  await store.put(numberedFrom(0, 10));
  const client = await connect(url);
  const s = '"revimg_by-hand"';
  await client.query(`update ${s}.images set status = 'failed' where id < 'picture-0000004'`);
  await client.query(`delete from ${s}.images where id > 'picture-0000007'`);
  expect((await store.stats()).count).toEqual({ pending: 0, indexed: 4, failed: 4, deleting: 0 });
  expect(await store.tagCounts(["tag 0", "tag 9"])).toEqual(
    new Map([
      ["tag 0", 1],
      ["tag 9", 0],
    ]),
  );
});

test("of one put with a source or a tag twice, the last and the surest stay", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url }, "twice");
  const path = "/pictures/same.jpg";
  await store.put([
    numbered(1, { sources: [{ path, size: 1 }, { url: "https://example.org/1" }] }),
    numbered(2, {
      sources: [{ path, size: 2 }, { url: "https://example.org/1" }, { path, size: 3 }],
      tags: [
        { tag: "dog", confidence: 0.25, origin: "model" },
        { tag: "dog", confidence: 0.75, origin: "model" },
        { tag: "dog", confidence: 1, origin: "user" },
      ],
    }),
  ]);
  const [first, second] = await store.get([numbered(1).id, numbered(2).id]);
  expect(first?.sources).toEqual([{ path, size: 1 }, { url: "https://example.org/1" }]);
  expect(second?.sources).toEqual([{ url: "https://example.org/1" }, { path, size: 3 }]);
  expect(second?.tags).toEqual([
    { tag: "dog", confidence: 1, origin: "user" },
    { tag: "dog", confidence: 0.75, origin: "model" },
  ]);
  expect(await store.tagCounts(["dog"])).toEqual(new Map([["dog", 1]]));
});

test("paths and URLs longer than an index entry can be are kept and found", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url }, "long");
  // Random, as an index would compress a repetition.
  const long = Array.from({ length: 5_000 }, (_, i) => ((i * i * 7919) % 36).toString(36)).join("");
  const sources = [{ path: `/${long}` }, { url: `https://example.org/${long}` }];
  await store.put([numbered(1, { sources })]);
  expect((await store.findByPath([`/${long}`]))[0]?.[0]?.sources).toEqual(sources);
});
