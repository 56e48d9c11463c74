import assert from "node:assert/strict";
import type { VectorHit, VectorStore } from "@revimg/core";
import { memoryVectors } from "@revimg/core/memory";
import fc from "fast-check";
import { eventually, range } from "../checks.js";
import { withCleanup } from "../cleanup.js";
import type { CreateStore } from "../conformance-case.js";
import { allPages } from "../pages.js";
import { direction } from "../vectors/unit-vectors.js";
import { dimension, VectorSession } from "../vectors/vector-session.js";
import { checkSequences, type OracleOptions, oneOrMoreOf, someOf } from "./oracle-run.js";
import { ScanTracker } from "./scan-tracker.js";

type VectorCall =
  | { type: "upsert"; records: { id: string; seed: number }[] }
  | { type: "delete" | "fetch"; ids: string[] }
  | { type: "query"; seed: number; topK: number }
  | { type: "queryByIds"; seed: number; topK: number; ids: string[] }
  | { type: "scan" | "startScan"; pageSize: number }
  | { type: "nextPage" | "stats" | "reopen" };

const ids = [
  ...range(10).map((i) => `id-${i}`),
  "Ключ",
  "ключ",
  "a b",
  "a b ",
  "%",
  "x".repeat(512),
];
const seeds = range(40);
const scoreTolerance = 1e-3;

function vectorCall(canFilter: boolean): fc.Arbitrary<VectorCall> {
  const type = <Name extends VectorCall["type"]>(name: Name) => fc.constant(name);
  const seed = fc.constantFrom(...seeds);
  const topK = fc.integer({ min: 1, max: 20 });
  const records = fc.uniqueArray(fc.record({ id: fc.constantFrom(...ids), seed }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ id }) => id,
  });
  const some = oneOrMoreOf(ids, 5);
  const queryByIds = fc.record({ type: type("queryByIds"), seed, topK, ids: someOf(ids, 6) });
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: type("upsert"), records }) },
    { weight: 2, arbitrary: fc.record({ type: type("delete"), ids: some }) },
    { weight: 2, arbitrary: fc.record({ type: type("fetch"), ids: some }) },
    { weight: 3, arbitrary: fc.record({ type: type("query"), seed, topK }) },
    ...(canFilter ? [{ weight: 2, arbitrary: queryByIds }] : []),
    fc.record({ type: type("scan"), pageSize: fc.integer({ min: 1, max: 8 }) }),
    fc.record({ type: type("startScan"), pageSize: fc.integer({ min: 1, max: 3 }) }),
    { weight: 3, arbitrary: fc.record({ type: type("nextPage") }) },
    fc.record({ type: type("stats") }),
    fc.record({ type: type("reopen") }),
  );
}

/**
 * Makes random calls on two stores of one space, in turns, and on a `memoryVectors`.
 * Every answer must be the same, scores within 0.001.
 */
export async function checkVectorsAgainstOracle(
  create: CreateStore<VectorStore>,
  options: OracleOptions = {},
): Promise<void> {
  const probe = await create("kit-probe");
  const { filter } = probe.capabilities;
  await probe.close();
  await checkSequences(
    vectorCall(filter === "ids"),
    (calls) =>
      withCleanup(async (later) => {
        const session = new VectorSession(create, later);
        const oracle = memoryVectors();
        await oracle.open({ space: "oracle", dimension });
        await runCalls(calls, session, oracle);
      }),
    options,
  );
}

async function runCalls(
  calls: readonly VectorCall[],
  session: VectorSession,
  oracle: VectorStore,
): Promise<void> {
  const stores = [await session.open(), await session.open()];
  let scan: ScanTracker | undefined;
  for (const [turn, call] of calls.entries()) {
    const store = stores[turn % 2]!;
    switch (call.type) {
      case "upsert": {
        scan?.touch(call.records.map(({ id }) => id));
        const records = call.records.map(({ id, seed }) => ({ id, vector: direction(seed) }));
        for (const one of [store, oracle]) await one.upsert(records);
        break;
      }
      case "delete":
        scan?.touch(call.ids);
        for (const one of [store, oracle]) await one.delete(call.ids);
        break;
      case "startScan":
        // When writes show late, a scan between writes proves nothing.
        if (store.capabilities.consistency === "strong") {
          scan = new ScanTracker(call.pageSize, await everyId(oracle));
        }
        break;
      case "nextPage":
        await scan?.next((after, pageSize) => store.scan({ after, pageSize }));
        break;
      case "reopen":
        await store.close();
        stores[turn % 2] = await session.open();
        break;
      default:
        await eventually(store, () => compare(store, oracle, call));
    }
  }
  const store = stores[0]!;
  await scan?.drain((after, pageSize) => store.scan({ after, pageSize }));
  await eventually(store, async () => {
    for (const type of ["scan", "fetch", "stats"] as const) {
      await compare(store, oracle, type === "fetch" ? { type, ids } : { type, pageSize: 50 });
    }
  });
}

async function compare(
  store: VectorStore,
  oracle: VectorStore,
  call: { type: "scan"; pageSize: number } | Exclude<VectorCall, { type: "upsert" }>,
): Promise<void> {
  switch (call.type) {
    case "fetch": {
      const [actual, expected] = [await store.fetch(call.ids), await oracle.fetch(call.ids)];
      assert.deepEqual(actual.map(rounded), expected.map(rounded));
      break;
    }
    case "query":
    case "queryByIds": {
      const { seed, type, ...rest } = call;
      const query = { vector: direction(seed), ...rest };
      const every = { ...query, topK: ids.length };
      assertSameHits(
        await store.query(query),
        await oracle.query(query),
        await oracle.query(every),
      );
      break;
    }
    case "scan": {
      const { pageSize } = call;
      const listed = await allPages(pageSize, (after) => store.scan({ after, pageSize }));
      assert.deepEqual(listed.sort(), await everyId(oracle));
      break;
    }
    case "stats":
      assert.deepEqual(await store.stats(), await oracle.stats());
      break;
  }
}

/**
 * The scores are the expected ones, place by place. Each hit has its own score; ties
 * may come in any order.
 */
function assertSameHits(
  actual: readonly VectorHit[],
  expected: readonly VectorHit[],
  every: readonly VectorHit[],
): void {
  assert.equal(actual.length, expected.length);
  assert.equal(new Set(actual.map(({ id }) => id)).size, actual.length, "a hit is there twice");
  const scores = new Map(every.map(({ id, score }) => [id, score]));
  for (const [i, { id, score }] of actual.entries()) {
    const own = scores.get(id) ?? Number.NaN;
    const ofPlace = expected[i]?.score ?? Number.NaN;
    assert.ok(Math.abs(score - own) <= scoreTolerance, `${id} scores ${score}, not ${own}`);
    assert.ok(Math.abs(score - ofPlace) <= scoreTolerance, `place ${i} should have ${ofPlace}`);
  }
}

function rounded(vector: Float32Array | null): number[] | null {
  return vector && Array.from(vector.slice(0, 8), (value) => Math.round(value * 1e5));
}

async function everyId(store: VectorStore): Promise<string[]> {
  const all = await allPages(50, (after) => store.scan({ after, pageSize: 50 }));
  return all.sort();
}
