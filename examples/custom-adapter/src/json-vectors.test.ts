import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selectCases, vectorStoreCases } from "@revimg/conformance";
import { afterAll, test } from "vitest";
import { jsonVectors } from "./json-vectors.js";

const directory = mkdtempSync(join(tmpdir(), "json-vectors-"));
afterAll(() => rmSync(directory, { recursive: true }));

const create = () => jsonVectors({ directory });
for (const { name, run } of selectCases(vectorStoreCases, create().capabilities)) {
  test(name, () => run(create));
}
