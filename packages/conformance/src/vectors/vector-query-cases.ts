import assert from "node:assert/strict";
import type { VectorStore, VectorStoreCapabilities } from "@revimg/core";
import { eventually, range, sameMembers } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { direction, turned } from "./unit-vectors.js";
import { vectorCase } from "./vector-session.js";

const angles = [90, 0, 180, 60, 30];
const atAngles = angles.map((degrees) => ({ id: `at-${degrees}`, vector: turned(1, degrees) }));

/** `count` records in directions of their own. */
const scattered = (count: number) =>
  range(count).map((i) => ({ id: `record-${i}`, vector: direction(i + 10) }));

const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

const filtersByIds = ({ filter }: VectorStoreCapabilities) => filter === "ids";

/** Core never sends more ids than this. */
const maxFilterIds = 20_000;

/** What `query` promises: order, scores, `topK` and `ids`. */
export const vectorQueryCases: ConformanceCase<VectorStore>[] = [
  vectorCase(
    "a query orders records at 0, 30, 60, 90 and 180 degrees nearest first",
    async (session) => {
      const store = await session.openWith(atAngles);
      await eventually(store, async () => {
        const hits = await store.query({ vector: turned(1, 0), topK: 5 });
        assert.deepEqual(idsOf(hits), ["at-0", "at-30", "at-60", "at-90", "at-180"]);
      });
    },
  ),
  vectorCase("scores are cosines within 0.001, higher for what is closer", async (session) => {
    const store = await session.openWith(atAngles);
    await eventually(store, async () => {
      const hits = await store.query({ vector: turned(1, 0), topK: 5 });
      assert.equal(hits.length, 5);
      for (const { id, score } of hits) {
        const cosine = Math.cos((Number(id.slice(3)) * Math.PI) / 180);
        assert.ok(Math.abs(score - cosine) <= 1e-3, `${id} scores ${score}, not ${cosine}`);
      }
    });
  }),
  vectorCase("topK larger than the number of records finds all of them", async (session) => {
    const store = await session.openWith(scattered(7));
    await eventually(store, async () => {
      const hits = await store.query({ vector: direction(3), topK: 8 });
      sameMembers(idsOf(hits), idsOf(scattered(7)));
    });
  }),
  vectorCase("a query finds no more than topK records", async (session) => {
    const store = await session.openWith(scattered(20));
    await eventually(store, async () => {
      const hits = await store.query({ vector: direction(3), topK: 6 });
      assert.equal(hits.length, 6);
    });
  }),
  vectorCase("a query of maxTopK is answered", async (session) => {
    const store = await session.openWith(scattered(5));
    await eventually(store, async () => {
      const { maxTopK } = store.capabilities;
      const hits = await store.query({ vector: direction(3), topK: maxTopK });
      sameMembers(idsOf(hits), idsOf(scattered(5)).slice(0, maxTopK));
    });
  }),
  vectorCase("a query of an empty space finds nothing", async (session) => {
    const store = await session.open();
    assert.deepEqual(await store.query({ vector: direction(3), topK: 5 }), []);
  }),
  vectorCase(
    "a query by ids looks at these records only",
    async (session) => {
      const store = await session.openWith(scattered(30));
      const ids = ["record-3", "record-9", "record-27"];
      await eventually(store, async () => {
        // The nearest record of all is not among the ids.
        const hits = await store.query({ vector: direction(10), topK: 10, ids });
        sameMembers(idsOf(hits), ids);
      });
    },
    filtersByIds,
  ),
  vectorCase(
    "a query by ids passes over those that are absent",
    async (session) => {
      const store = await session.openWith(scattered(4));
      await eventually(store, async () => {
        const ids = ["nowhere", "record-2", "nowhere-either"];
        const hits = await store.query({ vector: direction(10), topK: 10, ids });
        assert.deepEqual(idsOf(hits), ["record-2"]);
      });
    },
    filtersByIds,
  ),
  vectorCase(
    "a query by no ids finds nothing",
    async (session) => {
      const store = await session.openWith(scattered(4));
      const hits = await store.query({ vector: direction(10), topK: 10, ids: [] });
      assert.deepEqual(hits, []);
    },
    filtersByIds,
  ),
  vectorCase(
    "a query takes 20,000 ids",
    async (session) => {
      const store = await session.openWith(scattered(4));
      const absent = range(maxFilterIds - 2).map((i) => `absent-${i}`);
      await eventually(store, async () => {
        const ids = ["record-1", ...absent, "record-3"];
        const hits = await store.query({ vector: direction(10), topK: 10, ids });
        sameMembers(idsOf(hits), ["record-1", "record-3"]);
      });
    },
    filtersByIds,
  ),
];
