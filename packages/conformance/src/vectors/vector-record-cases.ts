import assert from "node:assert/strict";
import type { VectorStore } from "@revimg/core";
import { eventually, fullBatch, inParts, range, sameMembers } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { allPages } from "../pages.js";
import { direction, turned } from "./unit-vectors.js";
import { upsertAll, vectorCase } from "./vector-session.js";

const record = (id: string, seed: number) => ({ id, vector: direction(seed) });

const numbered = (count: number, prefix = "record") =>
  range(count).map((i) => record(`${prefix}-${i}`, i + 10));

const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

/** A scan has to list this many vectors: more than a page holds. */
const manyRecords = 2_500;

/** What `upsert`, `fetch`, `delete`, `scan` and `stats` promise. */
export const vectorRecordCases: ConformanceCase<VectorStore>[] = [
  vectorCase("an upsert over an existing record replaces it", async (session) => {
    const store = await session.openWith([record("a", 1), record("b", 2)]);
    await store.upsert([record("a", 3)]);
    await eventually(store, async () => {
      assertClose((await store.fetch(["a"]))[0], direction(3));
      assert.deepEqual(await store.stats(), { count: 2 });
    });
  }),
  vectorCase("a query finds a replaced record where it is now", async (session) => {
    const near = { id: "near", vector: turned(1, 45) };
    const store = await session.openWith([record("a", 1), near]);
    await store.upsert([record("a", 3)]);
    await eventually(store, async () => {
      const [there] = await store.query({ vector: direction(3), topK: 1 });
      assert.equal(there?.id, "a");
      const [nearest] = await store.query({ vector: direction(1), topK: 1 });
      assert.equal(nearest?.id, "near", "the vector that was replaced is still found");
    });
  }),
  vectorCase("a deleted record is gone from fetches, queries and counts", async (session) => {
    const store = await session.openWith(numbered(3));
    await store.delete(["record-1"]);
    await eventually(store, async () => {
      assert.deepEqual(await store.fetch(["record-1"]), [null]);
      const hits = await store.query({ vector: direction(11), topK: 3 });
      sameMembers(idsOf(hits), ["record-0", "record-2"]);
      assert.deepEqual(await store.stats(), { count: 2 });
    });
  }),
  vectorCase("deleting absent ids is no error and deletes nothing else", async (session) => {
    const store = await session.openWith(numbered(2));
    await store.delete(["nowhere", "record"]);
    await eventually(store, async () => assert.deepEqual(await store.stats(), { count: 2 }));
  }),
  vectorCase("one upsert takes maxBatch records", async (session) => {
    const store = await session.open();
    const records = numbered(fullBatch(store));
    await store.upsert(records);
    await eventually(store, async () => {
      assert.deepEqual(await store.stats(), { count: records.length });
      assertClose((await store.fetch([records.at(-1)!.id]))[0], records.at(-1)!.vector);
    });
  }),
  vectorCase("one fetch takes maxBatch ids", async (session) => {
    const store = await session.openWith(numbered(2));
    const ids = ["record-0", ...range(fullBatch(store)).map((i) => `absent-${i}`)];
    const batch = [...ids.slice(0, fullBatch(store) - 1), "record-1"];
    const vectors = await store.fetch(batch);
    assert.equal(vectors.length, batch.length);
    assertClose(vectors.at(-1), direction(11));
  }),
  vectorCase("one delete takes maxBatch ids", async (session) => {
    const store = await session.openWith(numbered(2));
    const absent = range(fullBatch(store) - 1).map((i) => `absent-${i}`);
    await store.delete([...absent, "record-1"]);
    await eventually(store, async () => {
      assert.deepEqual(await store.fetch(["record-1"]), [null]);
      assert.deepEqual(await store.stats(), { count: 1 });
    });
  }),
  vectorCase("ids of any script and punctuation come back as they were", async (session) => {
    const ids = [
      "ключ",
      "日本語",
      "🐕‍🦺 dog",
      "a b",
      "a/b?c=d&e#f%20g",
      `"it's" \\ {$ne}`,
      "%_*",
      "-",
      "0",
      "__proto__",
      "constructor",
    ];
    const store = await session.openWith(ids.map((id, i) => record(id, i + 10)));
    await eventually(store, async () => {
      const hits = await store.query({ vector: direction(10), topK: ids.length });
      sameMembers(idsOf(hits), ids);
    });
    await store.delete([ids[4]!]);
    await eventually(store, async () => {
      const left = await store.fetch(ids);
      assert.deepEqual(
        left.map((vector) => vector !== null),
        ids.map((_, i) => i !== 4),
      );
    });
  }),
  vectorCase("ids of 512 characters are kept whole", async (session) => {
    const ids = [`${"x".repeat(511)}a`, `${"x".repeat(511)}b`, "語".repeat(512)];
    const store = await session.openWith(ids.map((id, i) => record(id, i + 10)));
    await eventually(store, async () => {
      const hits = await store.query({ vector: direction(10), topK: 5 });
      sameMembers(idsOf(hits), ids);
      for (const [i, vector] of (await store.fetch(ids)).entries()) {
        assertClose(vector, direction(i + 10));
      }
    });
  }),
  vectorCase(
    "ids that differ in case, a space or normal form only are different",
    async (session) => {
      const ids = ["Café", "café", "café ", " café", "cafe\u0301"];
      const store = await session.openWith(ids.map((id, i) => record(id, i + 10)));
      await eventually(store, async () => {
        for (const [i, vector] of (await store.fetch(ids)).entries()) {
          assertClose(vector, direction(i + 10));
        }
      });
    },
  ),
  vectorCase(
    "a fetch answers in the order asked for, with null for what is absent",
    async (session) => {
      const store = await session.openWith(numbered(4));
      await eventually(store, async () => {
        const vectors = await store.fetch(["record-3", "nowhere", "record-0", "record-2"]);
        assert.equal(vectors.length, 4);
        assert.equal(vectors[1], null);
        for (const [place, seed] of [
          [0, 13],
          [2, 10],
          [3, 12],
        ] as const) {
          assertClose(vectors[place], direction(seed), 1e-2);
        }
      });
    },
  ),
  vectorCase("fetched values are within 1e-6 of those stored", async (session) => {
    const store = await session.openWith(numbered(3));
    await eventually(store, async () => {
      for (const [i, vector] of (await store.fetch(idsOf(numbered(3)))).entries()) {
        assertClose(vector, direction(i + 10), 1e-6);
      }
    });
  }),
  vectorCase("a scan of 2,500 records lists each once", async (session) => {
    const records = numbered(manyRecords);
    const store = await session.openWith(records);
    await eventually(store, async () => {
      const ids = await allPages(1_000, (after) => store.scan({ after, pageSize: 1_000 }));
      sameMembers(ids, idsOf(records));
    });
  }),
  vectorCase("a scan during deletes lists every record that stays once", async (session) => {
    const going = numbered(60, "going");
    const staying = numbered(60, "staying");
    const store = await session.openWith(going.flatMap((one, i) => [one, staying[i]!]));
    await eventually(store, async () => {
      assert.deepEqual(await store.stats(), { count: 120 });
    });
    const listed = await allPages(
      20,
      (after) => store.scan({ after, pageSize: 20 }),
      async (ids) => {
        const gone = ids.filter((id) => id.startsWith("going"));
        if (gone.length > 0) await store.delete(gone);
      },
    );
    sameMembers(
      listed.filter((id) => id.startsWith("staying")),
      idsOf(staying),
    );
  }),
  vectorCase("stats counts the records of the space", async (session) => {
    const store = await session.open();
    assert.deepEqual(await store.stats(), { count: 0 });
    await upsertAll(store, numbered(5));
    await eventually(store, async () => assert.deepEqual(await store.stats(), { count: 5 }));
  }),
  vectorCase("calls beside each other all take effect", async (session) => {
    const store = await session.openWith(numbered(20, "first"));
    const parts = range(20).map((i) => numbered(5, `part-${i}`));
    await Promise.all([
      ...parts
        .flatMap((part) => inParts(part, store.capabilities.maxBatch))
        .map((part) => store.upsert(part)),
      ...range(20).map((i) => store.query({ vector: direction(i), topK: 5 })),
      ...range(10).map((i) => store.delete([`first-${i}`])),
    ]);
    await eventually(store, async () => {
      const ids = await allPages(50, (after) => store.scan({ after, pageSize: 50 }));
      sameMembers(
        ids,
        [...parts.flat(), ...numbered(20, "first").slice(10)].map(({ id }) => id),
      );
    });
  }),
];

/** The vectors agree in every value; by default only roughly, to tell which vector it is. */
function assertClose(
  actual: Float32Array | null | undefined,
  expected: Float32Array,
  tolerance = 1e-2,
): void {
  assert.ok(actual, "a vector that was stored is absent");
  assert.equal(actual.length, expected.length);
  const far = actual.findIndex((value, i) => !(Math.abs(value - expected[i]!) <= tolerance));
  assert.equal(far, -1, `value ${far} of a vector is more than ${tolerance} from the one stored`);
}
