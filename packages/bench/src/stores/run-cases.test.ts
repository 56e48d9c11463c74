import { memoryBlobs } from "@revimg/core/memory";
import { expect, test } from "vitest";
import { bindCases, runCases } from "./run-cases.js";

test("counts what passes and what fails, and says why it fails", async () => {
  const lines: string[] = [];
  const cases = [
    { name: "blobs: keeps bytes", run: async () => {} },
    { name: "blobs: lists keys", run: () => Promise.reject(new Error("1 of 2 keys")) },
    { name: "blobs: removes", run: async () => {} },
  ];
  const counts = await runCases("mine", cases, (line) => lines.push(line));
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: 0 });
  expect(lines).toEqual(['mine fails "blobs: lists keys": 1 of 2 keys']);
});

test("binds the cases that a store's capabilities select, under the kit's name", async () => {
  const scopes: string[] = [];
  const store = memoryBlobs();
  const create = (scope: string) => {
    scopes.push(scope);
    return store;
  };
  const bound = bindCases(
    "blobs",
    [
      {
        name: "for every store",
        run: async (make: typeof create) => expect(make("a")).toBe(store),
      },
      { name: "for others", requires: () => false, run: async () => {} },
    ],
    store.capabilities,
    create,
  );
  expect(bound.map(({ name }) => name)).toEqual(["blobs: for every store"]);
  await bound[0]!.run();
  expect(scopes).toEqual(["a"]);
});
