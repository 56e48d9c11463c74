import { describe, expect, test } from "vitest";
import {
  metadataStoreCases,
  selectCases,
  vectorStoreCases,
} from "../../../conformance/src/index.js";
import { sampleRecord } from "../../../conformance/src/metadata/sample-records.js";
import { RevimgError } from "../lib/errors.js";
import { collect } from "../testing/temporary.js";
import { layeredBlobs } from "./layered-blobs.js";
import { layeredMetadata } from "./layered-metadata.js";
import { layeredVectors } from "./layered-vectors.js";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "./memory/index.js";
import type { VectorStore } from "./vector-store.js";

const policy = { attempts: 3, firstDelayMs: 1, maxDelayMs: 2 };
const unit = (...values: number[]) => Float32Array.from(values);

async function openVectors(change: (store: VectorStore) => Partial<VectorStore> = () => ({})) {
  const store = memoryVectors();
  const layered = layeredVectors({ ...store, ...change(store) }, policy);
  await layered.open({ space: "s", dimension: 2 });
  return layered;
}

describe("with the layer on top, the stores still keep every promise", () => {
  const vectors = createMemory();
  const createVectors = () => layeredVectors(memoryVectors({ memory: vectors }), policy);
  for (const { name, run } of selectCases(vectorStoreCases, createVectors().capabilities)) {
    test(name, () => run(createVectors));
  }
  const rows = createMemory();
  const createMetadata = () => {
    const store = memoryMetadata({ memory: rows });
    const capabilities = { ...store.capabilities, filter: false };
    return layeredMetadata({ ...store, capabilities }, policy);
  };
  for (const { name, run } of selectCases(metadataStoreCases, createMetadata().capabilities)) {
    test(name, () => run(createMetadata));
  }
});

test.each([
  ["a wrong dimension", { id: "a", vector: unit(1, 0, 0) }],
  ["a length that is not 1", { id: "a", vector: unit(1, 1) }],
  ["a value that is no number", { id: "a", vector: unit(Number.NaN, 1) }],
  ["an empty id", { id: "", vector: unit(1, 0) }],
  ["an id that is too long", { id: "a".repeat(513), vector: unit(1, 0) }],
  ["an id with NUL", { id: "a\0", vector: unit(1, 0) }],
  ["an id with half a character", { id: "\ud83d", vector: unit(1, 0) }],
])("%s never reaches the store", async (_, record) => {
  let calls = 0;
  const store = await openVectors(() => ({ upsert: async () => void calls++ }));
  await expect(store.upsert([record])).rejects.toMatchObject({ code: "invalid_input" });
  expect(calls).toBe(0);
});

test("an id twice in a call is stored once, as it was given last", async () => {
  const store = await openVectors();
  await store.upsert([
    { id: "a", vector: unit(1, 0) },
    { id: "a", vector: unit(0, 1) },
  ]);
  expect(await store.fetch(["a"])).toEqual([unit(0, 1)]);
});

test("batches are split as the store wants them", async () => {
  const sizes: number[] = [];
  const store = await openVectors((inner) => ({
    capabilities: { ...inner.capabilities, maxBatch: 3 },
    upsert: async (records, options) => {
      sizes.push(records.length);
      await inner.upsert(records, options);
    },
  }));
  const ids = Array.from({ length: 8 }, (_, i) => `id ${i}`);
  await store.upsert(ids.map((id) => ({ id, vector: unit(1, 0) })));
  expect(sizes).toEqual([3, 3, 2]);
  expect((await store.fetch([...ids, "absent"])).map(Boolean)).toEqual([
    ...ids.map(() => true),
    false,
  ]);
});

test("the pictures of each path stay together when the paths are split", async () => {
  const store = memoryMetadata();
  const capabilities = { ...store.capabilities, maxBatch: 2 };
  const layered = layeredMetadata({ ...store, capabilities }, policy);
  await layered.open({ collection: "c" });
  const [one, two, three] = [1, 2, 3].map((number) =>
    sampleRecord(number, { id: `id ${number}`, sources: [{ path: `/${number % 2}.jpg` }] }),
  );
  await layered.put([one!, two!, three!]);
  expect(await layered.findByPath(["/none", "/1.jpg", "/none", "/0.jpg", "/1.jpg"])).toEqual([
    [],
    [one, three],
    [],
    [two],
    [one, three],
  ]);
});

test("a call that fails once is made again, and nobody notices", async () => {
  let failures = 1;
  const store = await openVectors((inner) => ({
    query: async (query) => {
      if (failures-- > 0) throw new RevimgError("store_failed", "The connection was lost.");
      return inner.query(query);
    },
  }));
  await store.upsert([{ id: "a", vector: unit(1, 0) }]);
  expect(await store.query({ vector: unit(1, 0), topK: 1 })).toEqual([{ id: "a", score: 1 }]);
});

test("a comparison whose answer was lost is not made again", async () => {
  let calls = 0;
  const inner = memoryMetadata();
  const store = layeredMetadata(
    {
      ...inner,
      setMeta: async () => {
        calls++;
        throw new RevimgError("store_failed", "The connection was lost.");
      },
    },
    policy,
  );
  await store.open({ collection: "c" });
  await expect(store.setMeta("key", "value", { expected: null })).rejects.toThrow();
  expect(calls).toBe(1);
  await expect(store.setMeta("key", "value")).rejects.toThrow();
  expect(calls).toBe(1 + policy.attempts);
});

test("two prefixes in one blob store don't see each other", async () => {
  const memory = createMemory();
  const one = layeredBlobs(memoryBlobs({ memory }), { prefix: "one/" });
  const two = layeredBlobs(memoryBlobs({ memory }), { prefix: "two/" });
  await one.put("a/key", new Uint8Array([1]));
  await two.put("a/key", new Uint8Array([2, 2]));
  expect(await collect(one.list())).toEqual(["a/key"]);
  expect(await collect(memoryBlobs({ memory }).list({ prefix: "two/a" }))).toEqual(["two/a/key"]);
  await two.delete(["a/key"]);
  expect(await one.stat("a/key")).toMatchObject({ size: 1 });
  expect(await two.stat("a/key")).toBeNull();
});
