import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, test } from "vitest";
import {
  metadataStoreCases,
  selectCases,
  vectorStoreCases,
} from "../../../../conformance/src/index.js";
import { checkMetadataAgainstOracle } from "../../../../conformance/src/testing/check-metadata.js";
import { checkVectorsAgainstOracle } from "../../../../conformance/src/testing/check-vectors.js";
import { createSqliteStores, type SqliteStores } from "./sqlite-stores.js";

const root = await mkdtemp(join(tmpdir(), "revimg-sqlite-kit-"));
afterAll(() => rm(root, { recursive: true, force: true }));

/** A scope is a folder. Closing the store that the kit gets lets go of the folder too. */
async function create<Name extends "vectors" | "metadata">(
  name: Name,
  scope: string,
): Promise<SqliteStores[Name]> {
  const stores = await createSqliteStores({ directory: join(root, scope) });
  const close = () => stores.close();
  return { ...stores[name], close, [Symbol.asyncDispose]: close };
}

const createVectors = (scope: string) => create("vectors", scope);
const createMetadata = (scope: string) => create("metadata", scope);

describe("the conformance kit", async () => {
  await using vectors = await createVectors("capabilities");
  await using metadata = await createMetadata("capabilities");

  describe("vectors", () => {
    for (const { name, run } of selectCases(vectorStoreCases, vectors.capabilities)) {
      test(name, () => run(createVectors));
    }
  });

  describe("metadata", () => {
    for (const { name, run } of selectCases(metadataStoreCases, metadata.capabilities)) {
      test(name, () => run(createMetadata));
    }
  });
});

describe("any sequence of calls gives the same answers as the oracle", () => {
  test("on vectors", () => checkVectorsAgainstOracle(createVectors, { runs: 8 }));
  test("on metadata", () => checkMetadataAgainstOracle(createMetadata, { runs: 10 }));
});
