import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clusteredVectors } from "../../scan/test-vectors.js";
import { temporaryFolder } from "../../testing/temporary.js";
import { Database } from "./database.js";
import { dropSpace } from "./vector-spaces.js";
import { VectorTables } from "./vector-tables.js";

const dimension = 32;

/** Vectors of length 1, some of which are near each other. */
function makeVectors(count: number, seed: number): Float32Array[] {
  const all = clusteredVectors(count, dimension, 40, {}, seed);
  return Array.from({ length: count }, (_, i) => all.slice(i * dimension, (i + 1) * dimension));
}

async function openFile(): Promise<{ database: Database; open: () => VectorTables }> {
  const database = new Database(join(await temporaryFolder(), "index.sqlite"));
  onTestFinished(() => database.close());
  return { database, open: () => new VectorTables(database, "space", dimension, 1) };
}

function nearest(records: ReadonlyMap<string, Float32Array>, query: Float32Array, topK: number) {
  const scored = [...records].map(([id, vector]) => ({
    id,
    score: vector.reduce((sum, value, i) => sum + value * query[i]!, 0),
  }));
  return scored.sort((a, b) => b.score - a.score).slice(0, topK);
}

function expectNearest(
  tables: VectorTables,
  records: ReadonlyMap<string, Float32Array>,
  query: Float32Array,
  ids?: string[],
): void {
  const among = ids ? new Map([...records].filter(([id]) => ids.includes(id))) : records;
  const hits = tables.query(query, 10, ids);
  const expected = nearest(among, query, 10);
  expect(hits.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  hits.forEach(({ score }, i) => {
    expect(score).toBeCloseTo(expected[i]!.score, 5);
  });
}

test("changed and deleted vectors are right after any number of changes and openings", async () => {
  const { database, open } = await openFile();
  let tables = open();
  const records = new Map<string, Float32Array>();
  const pool = makeVectors(6_000, 1);
  const queries = makeVectors(5, 2);
  let next = 0;
  // Two chunks of slots and a tail; then more changes in a chunk than it may hold unwritten.
  for (let round = 0; round < 12; round++) {
    const batch = Array.from({ length: 400 }, (_, i) => ({
      id: `v${round < 8 ? round * 400 + i : (i * 7 + round) % 3_200}`,
      vector: pool[next++]!,
    }));
    tables.upsert(batch);
    for (const { id, vector } of batch) records.set(id, vector);
    const gone = Array.from({ length: 40 }, (_, i) => `v${(i * 31 + round * 97) % 3_200}`);
    tables.delete([...gone, gone[0]!, "absent"]);
    for (const id of gone) records.delete(id);
    if (round % 3 === 2) {
      tables.close();
      tables = open();
    }
    expect(tables.count).toBe(records.size);
    for (const query of queries) expectNearest(tables, records, query);
  }
  expect(database.get("select count(*) as count from codes_1")?.count).toBe(2);
  tables.close();
});

test("new vectors take the slots of deleted ones, so that the scan does not grow", async () => {
  const { database, open } = await openFile();
  let tables = open();
  const pool = makeVectors(2_000, 3);
  for (let round = 0; round < 10; round++) {
    const ids = Array.from({ length: 2_000 }, (_, i) => `${round}-${i}`);
    tables.upsert(ids.map((id, i) => ({ id, vector: pool[i]! })));
    if (round === 5) {
      tables.close();
      tables = open();
    }
    if (round < 9) tables.delete(ids);
  }
  expect(database.get("select max(slot) as last from vectors_1")?.last).toBe(1_999);
  expect(tables.query(pool[1_234]!, 1)[0]?.id).toBe("9-1234");
  tables.close();
});

test("a query by ids finds the nearest among them, few or many", async () => {
  const { open } = await openFile();
  const tables = open();
  const pool = makeVectors(5_000, 4);
  const records = new Map(pool.map((vector, i) => [`v${i}`, vector]));
  const all = [...records].map(([id, vector]) => ({ id, vector }));
  for (let i = 0; i < all.length; i += 500) tables.upsert(all.slice(i, i + 500));
  tables.delete(["v6"]);
  records.delete("v6");
  for (const query of makeVectors(5, 5)) {
    for (const step of [1, 3, 9, 40]) {
      const ids = all.filter((_, i) => i % step === 0).map(({ id }) => id);
      expectNearest(tables, records, query, [...ids, "absent", ids[0]!]);
    }
  }
  expect(tables.query(pool[0]!, 10, [])).toEqual([]);
  expect(tables.query(pool[0]!, 10, ["absent"])).toEqual([]);
  tables.close();
});

test("a dropped space leaves no table behind, and its number may be taken again", async () => {
  const { database, open } = await openFile();
  const tables = open();
  tables.upsert([{ id: "a", vector: makeVectors(1, 6)[0]! }]);
  tables.close();
  dropSpace(database, "space");
  dropSpace(database, "absent");
  const left = "select name from sqlite_master where name glob '*_1' and name not glob 'sqlite_*'";
  expect(database.all(left)).toEqual([]);
  const again = open();
  expect(again.count).toBe(0);
  expect(again.fetch(["a"])).toEqual([null]);
  again.close();
});

test("the codes of a short last chunk are kept from a close to the next write after it", async () => {
  const { database, open } = await openFile();
  const pool = makeVectors(1_300, 5);
  const records = new Map(pool.slice(0, 1_100).map((vector, i) => [`v${i}`, vector]));
  const write = (tables: VectorTables, ids: readonly string[]) =>
    tables.upsert(ids.map((id) => ({ id, vector: records.get(id)! })));
  const chunks = () =>
    database.all("select chunk from codes_1 order by chunk").map(({ chunk }) => chunk);

  let tables = open();
  write(tables, [...records.keys()]);
  expect(chunks()).toEqual([0]);
  tables.prepareForClose();
  tables.close();
  expect(chunks()).toEqual([0, 1]);

  // Nothing but the stored codes can tell the scan of these rows now.
  tables = open();
  expect(tables.count).toBe(1_100);
  expectNearest(tables, records, pool[1_050]!);
  const stored = () => database.get("select rows from codes_1 where chunk = 1")?.rows;
  const before = stored();
  records.set("v3", pool[1_200]!);
  write(tables, ["v3"]);
  expect(stored()).toEqual(before);

  records.set("v1099", pool[1_201]!);
  records.set("v1100", pool[1_202]!);
  write(tables, ["v1099", "v1100"]);
  expect(chunks()).toEqual([0]);
  // As after a kill: nothing was prepared.
  tables.close();
  tables = open();
  expect(tables.count).toBe(1_101);
  for (const query of pool.slice(1_195, 1_205)) expectNearest(tables, records, query);
  tables.delete(["v1100"]);
  records.delete("v1100");
  tables.prepareForClose();
  tables.close();
  tables = open();
  expect(tables.count).toBe(1_100);
  for (const query of pool.slice(1_195, 1_205)) expectNearest(tables, records, query);
  tables.close();
});

test("a rolled back write leaves the codes of a short last chunk to be removed by the next one", async () => {
  const { database, open } = await openFile();
  const pool = makeVectors(200, 6);
  let tables = open();
  const records = new Map(pool.slice(0, 100).map((vector, i) => [`v${i}`, vector]));
  tables.upsert([...records].map(([id, vector]) => ({ id, vector })));
  tables.prepareForClose();
  tables.close();
  tables = open();
  database.exec(
    "create trigger full before delete on codes_1 begin select raise(abort, 'no room'); end",
  );
  expect(() => tables.upsert([{ id: "v0", vector: pool[150]! }])).toThrow("no room");
  database.exec("drop trigger full");
  records.set("v1", pool[151]!);
  tables.upsert([{ id: "v1", vector: pool[151]! }]);
  expect(database.get("select count(*) as count from codes_1")?.count).toBe(0);
  tables.close();
  tables = open();
  for (const query of pool.slice(145, 155)) expectNearest(tables, records, query);
  tables.close();
});
