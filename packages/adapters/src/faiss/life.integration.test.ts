import { join } from "node:path";
import { expect, test } from "vitest";
import { bindingFor, openFaiss, temporaryFolder } from "./testing/open-faiss.js";
import {
  dimension,
  expectSameHits,
  oracleWith,
  randomNumbers,
  recordsOf,
  upsertAll,
  vectorOf,
} from "./testing/rows.js";

const vectorBytes = 4 * dimension;

test("a child whose searches have leaked too much is replaced, and no caller sees it", async (context) => {
  const binding = await bindingFor(context);
  const path = await temporaryFolder();
  const settings = { dimension, mostLeakedBytes: 40 * vectorBytes };
  const store = await openFaiss({ path, binding, rebuildAfter: 300 }, settings);
  const records = recordsOf(0, 300);
  await upsertAll([store], records);
  const oracle = await oracleWith(records);
  await store.settled();
  const pids = new Set<number>();
  for (let round = 0; round < 4; round++) {
    const numbers = Array.from({ length: 41 }, (_, i) => round * 41 + i);
    await Promise.all(numbers.map((number) => expectSameHits(store, oracle, number)));
    await store.settled();
    pids.add(store.status().processIds[0]!);
  }
  expect(pids.size).toBe(4);
  expect(store.status().lastFailure).toBeNull();
  expect(store.status().answered.faiss).toBeGreaterThan(150);
});

test("with lists, new pictures find nearly all of their 20 nearest", async (context) => {
  const binding = await bindingFor(context);
  const path = await temporaryFolder();
  const store = await openFaiss({ path, binding, ivfFrom: 4_000 }, { dimension });
  const records = recordsOf(0, 4_000);
  await upsertAll([store], records);
  const oracle = await oracleWith(records);
  await store.settled();
  const { index } = store.status();
  expect(index).toMatchObject({ kind: "ivf", lists: 64 });
  expect(index?.probes).toBeLessThan(64);
  expect(index?.recall).toBeGreaterThanOrEqual(0.99);

  let found = 0;
  const queries = 100;
  for (let number = 10_000; number < 10_000 + queries; number++) {
    const query = { vector: vectorOf(number), topK: 20 };
    const right = new Set((await oracle.query(query)).map(({ id }) => id));
    found += (await store.query(query)).filter(({ id }) => right.has(id)).length;
  }
  expect(store.status().answered.faiss).toBe(queries);
  expect(found / (20 * queries)).toBeGreaterThanOrEqual(0.99);
});

test("more than FAISS is asked for comes from the exact search", async (context) => {
  const binding = await bindingFor(context);
  const path = await temporaryFolder();
  const store = await openFaiss({ path, binding, ivfFrom: 400 }, { dimension });
  const records = recordsOf(0, 500);
  await upsertAll([store], records);
  await store.settled();
  // As much as a page of results takes.
  await store.query({ vector: vectorOf(2), topK: 58 });
  const oracle = await oracleWith(records);
  await expectSameHits(store, oracle, 3, 400);
  expect(store.status()).toMatchObject({
    index: { kind: "ivf" },
    answered: { faiss: 1, exact: 1 },
  });
});

test("a space that is emptied has no index", async (context) => {
  const binding = await bindingFor(context);
  const store = await openFaiss({ path: await temporaryFolder(), binding }, { dimension });
  await upsertAll([store], recordsOf(0, 300));
  await store.settled();
  await store.delete(recordsOf(0, 300).map(({ id }) => id));
  await store.settled();
  expect(store.status().index).toBeNull();
  expect(await store.query({ vector: vectorOf(1), topK: 5 })).toEqual([]);
});

test("two stores of one process share the children and see each other's writes", async (context) => {
  const options = { path: await temporaryFolder(), binding: await bindingFor(context) };
  const [one, other] = [
    await openFaiss(options, { dimension }),
    await openFaiss(options, { dimension }),
  ];
  await upsertAll([one], recordsOf(0, 300));
  await other.settled();
  expect(other.status().processIds).toEqual(one.status().processIds);
  await one.close();
  const oracle = await oracleWith(recordsOf(0, 300));
  await expectSameHits(other, oracle, 7);
  expect(other.status().answered.faiss).toBe(1);
});

/** REVIMG_TEST_FAISS_CALLS=10000 makes it a longer one. */
test("random writes, deletes and queries are answered as by a store in memory", async (context) => {
  const binding = await bindingFor(context);
  const path = join(await temporaryFolder(), "vectors");
  const options = { path, binding, rebuildAfter: 20, ivfFrom: 10_000 };
  let store = await openFaiss(options, { dimension });
  const oracle = await oracleWith([]);
  const random = randomNumbers(4);
  const some = (most: number) => Math.floor(random() * most);
  const calls = Number(process.env.REVIMG_TEST_FAISS_CALLS ?? 600);
  for (let call = 0; call < calls; call++) {
    const kind = random();
    if (kind < 0.45) {
      const records = recordsOf(some(400), 1 + some(12));
      // The same ids with other vectors, so that many are replaced.
      const shifted = records.map(({ id }) => ({ id, vector: vectorOf(some(5_000)) }));
      await upsertAll([store, oracle], shifted);
    } else if (kind < 0.6) {
      const ids = recordsOf(some(400), 1 + some(20)).map(({ id }) => id);
      for (const one of [store, oracle]) await one.delete(ids);
    } else if (kind < 0.99) {
      await expectSameHits(store, oracle, some(5_000), 1 + some(30));
    } else {
      await store.close();
      store = await openFaiss(options, { dimension });
    }
  }
  expect(await store.stats()).toEqual(await oracle.stats());
});
