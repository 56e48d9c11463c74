import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { describe, expect, test } from "vitest";
import { blobStoreCases, metadataStoreCases, selectCases, vectorStoreCases } from "./index.js";
import { lateVectors } from "./testing/late-vectors.js";

const memory = createMemory();

describe("memoryVectors", () => {
  for (const { name, run } of selectCases(vectorStoreCases, memoryVectors().capabilities)) {
    test(name, () => run(() => memoryVectors({ memory })));
  }
});

describe("a vector store that shows writes late", () => {
  for (const { name, run } of selectCases(vectorStoreCases, lateVectors(memory).capabilities)) {
    test(name, () => run(() => lateVectors(memory)));
  }
});

describe("memoryMetadata", () => {
  for (const { name, run } of selectCases(metadataStoreCases, memoryMetadata().capabilities)) {
    test(name, () => run(() => memoryMetadata({ memory })));
  }
});

describe("memoryBlobs", () => {
  for (const { name, run } of selectCases(blobStoreCases, memoryBlobs().capabilities)) {
    test(name, () => run(() => memoryBlobs({ memory })));
  }
});

test("the kit leaves nothing behind", () => {
  expect([...memory.spaces.keys(), ...memory.collections.keys(), ...memory.blobs.keys()]).toEqual(
    [],
  );
});

describe("a list of cases", () => {
  for (const [kind, cases] of [
    ["vectors", vectorStoreCases],
    ["metadata", metadataStoreCases],
    ["blobs", blobStoreCases],
  ] as const) {
    test(`of ${kind} names each of them once`, () => {
      const names = cases.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.length).toBeGreaterThanOrEqual(17);
    });
  }

  test("leaves out what a store does not claim to do", () => {
    const all = memoryVectors().capabilities;
    const left = selectCases(vectorStoreCases, { ...all, filter: "none" });
    const out = vectorStoreCases.filter((one) => !left.includes(one)).map(({ name }) => name);
    expect(out).toEqual([
      "a query by ids looks at these records only",
      "a query by ids passes over those that are absent",
      "a query by no ids finds nothing",
      "a query takes 20,000 ids",
    ]);
  });
});

test("a case that fails closes its stores and drops what it made", async () => {
  const own = createMemory();
  let open = 0;
  const create = () => {
    const store = memoryVectors({ memory: own });
    open++;
    return {
      ...store,
      query: async () => [],
      close: async () => {
        open--;
        await store.close();
      },
    };
  };
  const named = "a query finds no more than topK records";
  const failing = vectorStoreCases.find(({ name }) => name === named);
  await expect(failing?.run(create)).rejects.toThrow(/0 !== 6/);
  expect(open).toBe(0);
  expect(own.spaces.size).toBe(0);
});
