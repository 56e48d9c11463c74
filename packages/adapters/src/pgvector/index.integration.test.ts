import { useService, whyNoService } from "@revimg/testing/services";
import { expect, onTestFinished, test } from "vitest";
import { pgvector } from "../pgvector.js";
import { clusteredVectors } from "../shared/testing/clustered-vectors.js";
import { toBinary } from "./binary-vectors.js";
import { checkPgvectorOptions, type PgvectorOptions } from "./options.js";
import { statementsOf } from "./statements.js";
import { connect, onPglite, openSpace } from "./testing/server.js";

const server = await onPglite();
const dimension = 64;
const records = clusteredVectors(1_000, dimension).map((vector, i) => ({ id: `${i}`, vector }));
const queries = clusteredVectors(20, dimension, 99);

async function filled(options: PgvectorOptions, space: string) {
  const store = await openSpace({ ...server, ...options }, space, dimension);
  for (let i = 0; i < records.length; i += 200) await store.upsert(records.slice(i, i + 200));
  return store;
}

test.each(["vector", "halfvec"] as const)(
  "an index of type %s finds the true nearest, with scores of the vectors as they are",
  async (type) => {
    const space = `recall-${type}`;
    const store = await filled({ type }, space);
    const options = checkPgvectorOptions({ ...server, type });
    const names = { schema: "revimg__vectors", table: space, extension: "public", dimension };
    const client = await connect(server.url);
    // As with many more vectors. The setting holds for the store too: the session is one.
    await client.query("set enable_seqscan = off");
    onTestFinished(async () => void (await client.query("reset enable_seqscan")));
    const { rows } = await client.query(`explain ${statementsOf(names, options).nearestByIndex}`, [
      toBinary(queries[0]!),
      20,
      20,
    ]);
    expect(JSON.stringify(rows)).toContain("Index Scan using");
    let found = 0;
    for (const vector of queries) {
      const exact = nearest(vector, 20);
      const hits = await store.query({ vector, topK: 20 });
      const scores = new Map(exact.map(({ id, score }) => [id, score]));
      for (const { id, score } of hits) {
        if (!scores.has(id)) continue;
        found++;
        expect(score).toBeCloseTo(scores.get(id)!, 6);
      }
      expect(hits).toEqual([...hits].sort((a, b) => b.score - a.score));
    }
    expect(found / (20 * queries.length)).toBeGreaterThanOrEqual(0.99);
  },
);

test("a query by ids is exact, and one for more than the index finds is complete", async () => {
  const store = await filled({ m: 4, efConstruction: 8, efSearch: 10 }, "complete");
  const ids = records.filter((_, i) => i % 3 === 0).map(({ id }) => id);
  const vector = queries[0]!;
  const hits = await store.query({ vector, topK: 30, ids });
  expect(hits.map(({ id }) => id)).toEqual(
    nearest(vector, records.length)
      .filter(({ id }) => ids.includes(id))
      .slice(0, 30)
      .map(({ id }) => id),
  );
  // Replaced again and again without a vacuum, most of the graph leads to rows that are gone.
  for (let i = 0; i < 3; i++) {
    await store.upsert(
      records.slice(0, 200).map(({ id }, j) => ({ id, vector: records[j + i + 1]!.vector })),
    );
  }
  expect(await store.query({ vector, topK: 1_000 })).toHaveLength(1_000);
  expect(await store.query({ vector, topK: 1_001 })).toHaveLength(1_000);
});

test("an index is made for vectors that are there already, and one that is there is used", async () => {
  const store = await filled({ index: "none" }, "later");
  const client = await connect(server.url);
  const indexes = async () =>
    (
      await client.query(
        "select indexdef from pg_indexes where tablename = 'later' and indexdef like '%hnsw%'",
      )
    ).rows.map(({ indexdef }) => indexdef);
  expect(await indexes()).toEqual([]);
  for (let i = 0; i < 2; i++) {
    await using again = pgvector({ ...server, m: 8 });
    await again.open({ space: "later", dimension });
    expect(await again.query({ vector: records[7]!.vector, topK: 1 })).toMatchObject([{ id: "7" }]);
  }
  expect(await indexes()).toEqual([expect.stringContaining("m='8'")]);
  expect(await store.stats()).toEqual({ count: records.length });
});

test("spaces whose names are too long for a table stay apart", async () => {
  const [one, other] = ["a", "b"].map((end) => `${"long-".repeat(19)}${end}`);
  const first = await openSpace(server, one!, dimension);
  const second = await openSpace(server, other!, dimension);
  await first.upsert([records[0]!]);
  expect(await second.stats()).toEqual({ count: 0 });
  await second.drop(one!);
  await first.open({ space: one!, dimension });
  expect(await first.stats()).toEqual({ count: 0 });
});

test("more dimensions than the index takes are refused before anything is made", async () => {
  const store = pgvector(server);
  await expect(store.open({ space: "wide", dimension: 2_001 })).rejects.toMatchObject({
    code: "unsupported",
  });
  await store.close();
  const wide = await openSpace({ ...server, type: "halfvec" }, "wide", 2_001);
  const vector = new Float32Array(2_001).fill(1 / Math.sqrt(2_001));
  await wide.upsert([{ id: "a", vector }]);
  expect(await wide.fetch(["a"])).toEqual([vector]);
  expect((await wide.query({ vector, topK: 1 }))[0]?.score).toBeCloseTo(1, 5);
});

test("the extension may lie in a schema that is not in the search path", async () => {
  const client = await connect(server.url);
  await client.query(
    "create schema if not exists elsewhere; alter extension vector set schema elsewhere",
  );
  try {
    const store = await openSpace({ ...server, type: "halfvec" }, "elsewhere", dimension);
    await store.upsert(records.slice(0, 5));
    const [hit] = await store.query({ vector: records[3]!.vector, topK: 1 });
    expect(hit).toMatchObject({ id: "3", score: expect.closeTo(1, 5) });
    expect(await store.fetch(["2"])).toEqual([records[2]!.vector]);
  } finally {
    await client.query("alter extension vector set schema public; drop schema elsewhere");
  }
});

test("a server without the extension is told, with what to do", async ({ skip }) => {
  const plain = await useService("postgres");
  if (!plain) return skip(whyNoService("postgres") ?? "");
  const store = pgvector({ url: plain.url });
  const error = await store.open({ space: "absent", dimension }).catch((thrown) => thrown);
  await store.close();
  expect(error).toMatchObject({
    code: "missing_dependency",
    adapter: "pgvector",
    retryable: false,
    message: expect.stringContaining("CREATE EXTENSION vector;"),
  });
});

function nearest(vector: Float32Array, count: number): { id: string; score: number }[] {
  return records
    .map(({ id, vector: other }) => ({
      id,
      score: other.reduce((sum, x, i) => sum + x * vector[i]!, 0),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count);
}
