import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, type TestContext, test } from "vitest";
import type { FaissStore } from "../faiss.js";
import { bindingFor, openFaiss, temporaryFolder } from "./testing/open-faiss.js";
import { dimension, expectSameHits, oracleWith, recordsOf, upsertAll } from "./testing/rows.js";

const rows = 600;

/** A store with an index of 600 rows, and the oracle that knows the same. */
async function openIndexed(context: TestContext, options: { searchTimeoutMs?: number } = {}) {
  const binding = await bindingFor(context);
  const path = await temporaryFolder();
  const store = await openFaiss({ path, binding, rebuildAfter: 500, ...options }, { dimension });
  await upsertAll([store], recordsOf(0, rows));
  await store.settled();
  expect(store.status().index?.rows).toBeGreaterThanOrEqual(500);
  return { store, path, oracle: await oracleWith(recordsOf(0, rows)) };
}

const searchingPid = (store: FaissStore) => store.status().processIds[0]!;

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("It did not come to that in time.");
    await delay(5);
  }
}

test("killed in the middle of a query: the exact search answers, and another child takes over", async (context) => {
  const { store, oracle } = await openIndexed(context);
  const pid = searchingPid(store);
  process.kill(pid, "SIGSTOP");
  const answers = [1, 2, 3].map((number) => expectSameHits(store, oracle, number));
  await delay(50);
  process.kill(pid, "SIGKILL");
  await Promise.all(answers);
  expect(store.status().answered).toEqual({ faiss: 0, exact: 3 });

  await until(() => store.status().index === null);
  await store.settled();
  await expectSameHits(store, oracle, 4);
  expect(store.status().answered.faiss).toBe(1);
  expect(searchingPid(store)).not.toBe(pid);
});

test("hanging in a query: the exact search answers after the timeout, and the child is replaced", async (context) => {
  const { store, oracle } = await openIndexed(context, { searchTimeoutMs: 200 });
  const pid = searchingPid(store);
  process.kill(pid, "SIGSTOP");
  await expectSameHits(store, oracle, 5);
  await until(() => store.status().processIds[0] !== pid);
  await store.settled();
  expect(searchingPid(store)).not.toBe(pid);
});

test("an aborted query does not wait for a child that hangs", async (context) => {
  const { store } = await openIndexed(context);
  process.kill(searchingPid(store), "SIGSTOP");
  const controller = new AbortController();
  const query = store.query({
    vector: recordsOf(1, 1)[0]!.vector,
    topK: 5,
    signal: controller.signal,
  });
  const reason = new Error("no longer wanted");
  setTimeout(() => controller.abort(reason), 20);
  await expect(query).rejects.toBe(reason);
});

test("killed while it makes an index: queries go on, and the next child makes it", async (context) => {
  const { store, path, oracle } = await openIndexed(context);
  const added = recordsOf(rows, 3_000);
  await upsertAll([oracle, store], added);
  await until(() => store.status().isBuilding && store.status().processIds.length > 0);
  process.kill(store.status().processIds.at(-1)!, "SIGKILL");
  await expectSameHits(store, oracle, 700);
  await store.settled();
  expect(store.status().index?.rows).toBeGreaterThan(3_000);
  await expectSameHits(store, oracle, 701);
  const files = (await readdir(path)).filter((name) => name.includes(".faiss"));
  expect(files).toHaveLength(1);
});

test("killed again and again while rows come in: each is there", async (context) => {
  const { store, oracle } = await openIndexed(context);
  for (let from = rows; from < rows + 1_000; from += 100) {
    const writing = upsertAll([store], recordsOf(from, 100));
    for (const pid of store.status().processIds) process.kill(pid, "SIGKILL");
    await writing;
    await upsertAll([oracle], recordsOf(from, 100));
    await expectSameHits(store, oracle, from + 7, 50);
  }
  expect(await store.stats()).toEqual({ count: rows + 1_000 });
  await store.settled();
  await expectSameHits(store, oracle, 42);
  expect(store.status().index).not.toBeNull();
});

test("a killed caller takes its children with it", async (context) => {
  const binding = await bindingFor(context);
  const path = await temporaryFolder();
  const built = fileURLToPath(new URL("../../dist/faiss.js", import.meta.url));
  const program = `import { faiss } from ${JSON.stringify(built)};
    const store = faiss(${JSON.stringify({ path, binding })});
    await store.open({ space: "a", dimension: 8 });
    console.log(store.status().processIds[0]);
    setInterval(() => {}, 1_000);`;
  const caller = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(caller.stdout), "line");
  expect(existsSync(`/proc/${line}`)).toBe(true);
  caller.kill("SIGKILL");
  await until(() => !existsSync(`/proc/${line}`));
});
