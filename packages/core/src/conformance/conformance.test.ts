import { describe, test } from "vitest";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "../memory/index.js";
import { blobStoreCases, metadataStoreCases, selectCases, vectorStoreCases } from "./index.js";

const memory = createMemory();

describe("memoryVectors", () => {
  for (const { name, run } of selectCases(vectorStoreCases, memoryVectors().capabilities)) {
    test(name, () => run(() => memoryVectors({ memory })));
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
