import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blobStoreCases, selectCases } from "../../../../conformance/src/index.js";
import { checkBlobsAgainstOracle } from "../../../../conformance/src/testing/check-blobs.js";
import { fsBlobs } from "./fs-blobs.js";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-test-"));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const cases = selectCases(blobStoreCases, fsBlobs({ directory: "." }).capabilities);

test("the kit has cases for this store", () => expect(cases.length).toBeGreaterThan(15));

for (const { name, run } of cases) {
  test(name, () => run(() => fsBlobs({ directory })));
}

test("random calls are answered as by a store in memory", () =>
  checkBlobsAgainstOracle(() => fsBlobs({ directory })));
