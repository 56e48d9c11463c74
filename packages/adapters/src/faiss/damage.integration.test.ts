import { copyFile, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSqliteStores } from "@revimg/core/sqlite";
import { describe, expect, type TestContext, test } from "vitest";
import { bindingFor, openFaiss, temporaryFolder } from "./testing/open-faiss.js";
import {
  dimension,
  expectSameHits,
  oracleWith,
  recordsOf,
  space,
  upsertAll,
  vectorOf,
} from "./testing/rows.js";

const rows = 600;

async function indexFile(path: string): Promise<string> {
  const [name, ...others] = (await readdir(path)).filter((file) => file.includes(".faiss"));
  expect(others).toEqual([]);
  return join(path, name!);
}

/** A closed folder with an index of 600 rows. */
async function makeIndexed(context: TestContext) {
  const options = {
    path: await temporaryFolder(),
    binding: await bindingFor(context),
    rebuildAfter: 500,
  };
  const open = () => openFaiss(options, { dimension });
  const store = await open();
  await upsertAll([store], recordsOf(0, rows));
  await store.settled();
  await store.close();
  return { open, path: options.path, oracle: await oracleWith(recordsOf(0, rows)) };
}

describe("an index file that is not what was written is made again", () => {
  const damages: [string, (file: string) => Promise<void>, string][] = [
    ["a flipped bit", flipBit, "checksum is wrong"],
    ["a truncated file", (file) => truncate(file, 5_000), "has 5000 bytes"],
    ["a file that is gone", (file) => rm(file), "is gone"],
  ];
  for (const [name, damage, reason] of damages) {
    test(name, async (context) => {
      const { open, path, oracle } = await makeIndexed(context);
      const before = await indexFile(path);
      await damage(before);
      const store = await open();
      await expectSameHits(store, oracle, 1);
      await store.settled();
      expect(store.status().lastFailure).toContain(reason);
      expect(store.status().index?.rows).toBe(rows);
      await expectSameHits(store, oracle, 2);
      expect(store.status().answered.faiss).toBeGreaterThan(0);
      expect(await indexFile(path)).not.toBe(before);
    });
  }
});

test("an index older than the table: what changed is searched exactly, and nothing that went is found", async (context) => {
  const { open, path, oracle } = await makeIndexed(context);
  const stores = await createSqliteStores({ directory: path });
  await stores.vectors.open({ space, dimension });
  const replaced = [0, 1, 2].map((number) => ({
    id: `id-${number}`,
    vector: vectorOf(number + 9),
  }));
  for (const vectors of [stores.vectors, oracle]) {
    await vectors.upsert([...recordsOf(rows, 20), ...replaced]);
    await vectors.delete(["id-50", "id-100", "id-150"]);
  }
  await stores.close();
  const file = await indexFile(path);

  const store = await open();
  await store.settled();
  for (const number of [0, 1, 2, 50, 100, rows + 3]) await expectSameHits(store, oracle, number);
  expect(store.status()).toMatchObject({ lastFailure: null, answered: { faiss: 6, exact: 0 } });
  expect(await indexFile(path)).toBe(file);
});

test("a table restored from an older copy does not meet the index of a newer one", async (context) => {
  const { open, path, oracle } = await makeIndexed(context);
  await copyFile(join(path, "index.sqlite"), join(path, "copy"));
  const later = await open();
  await upsertAll([later], recordsOf(5_000, 700));
  await later.settled();
  await later.close();
  const newer = await indexFile(path);
  await copyFile(join(path, "copy"), join(path, "index.sqlite"));

  const store = await open();
  // The slots that the newer index knows are other rows by now.
  await upsertAll([store, oracle], recordsOf(9_000, 700));
  await store.settled();
  for (const number of [3, 5_003, 9_003]) await expectSameHits(store, oracle, number);
  expect(store.status().answered.faiss).toBeGreaterThan(0);
  expect(await indexFile(path)).not.toBe(newer);
});

async function flipBit(file: string): Promise<void> {
  const bytes = await readFile(file);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = bytes[middle]! ^ 1;
  await writeFile(file, bytes);
}
