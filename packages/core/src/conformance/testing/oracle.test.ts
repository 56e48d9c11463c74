import { describe, expect, test } from "vitest";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "../../memory/index.js";
import { checkBlobsAgainstOracle } from "./check-blobs.js";
import { checkMetadataAgainstOracle } from "./check-metadata.js";
import { checkVectorsAgainstOracle } from "./check-vectors.js";

describe("any sequence of calls gives the same answers as the oracle", () => {
  const memory = createMemory();

  test("on a metadata store", () =>
    checkMetadataAgainstOracle(() => memoryMetadata({ memory }), { runs: 60 }));

  test("on a vector store", () =>
    checkVectorsAgainstOracle(() => memoryVectors({ memory }), { runs: 60 }));

  test("on a blob store", () =>
    checkBlobsAgainstOracle(() => memoryBlobs({ memory }), { runs: 60 }));
});

describe("a store with a fault is told from the oracle", () => {
  test("a metadata store that keeps the tags of a deleted picture for the next one", async () => {
    const memory = createMemory();
    const create = () => {
      const store = memoryMetadata({ memory });
      return {
        ...store,
        async delete(ids: readonly string[]) {
          for (const { rows } of memory.collections.values()) {
            for (const id of ids) {
              const row = rows.get(id);
              if (row) row.record.tags = [];
            }
          }
        },
      };
    };
    await expect(checkMetadataAgainstOracle(create, { runs: 100 })).rejects.toThrow(/delete/);
  });

  test("a metadata store that compares texts by UTF-16", async () => {
    const memory = createMemory();
    const create = () => {
      const store = memoryMetadata({ memory });
      return {
        ...store,
        findByPath: async (paths: readonly string[]) =>
          store.findByPath(paths.map((path) => path.replace("/p/0", "/p/1"))),
      };
    };
    await expect(checkMetadataAgainstOracle(create, { runs: 100 })).rejects.toThrow(/findByPath/);
  });
});
