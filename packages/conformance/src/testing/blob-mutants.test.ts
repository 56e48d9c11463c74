import { expect, test } from "vitest";
import { blobStoreCases } from "../index.js";
import { blobMutants } from "./blob-mutants.js";
import { failedCases } from "./mutant.js";

for (const mutant of blobMutants) {
  test(`of a blob store where ${mutant.fault}, one case fails`, async () => {
    expect(await failedCases(blobStoreCases, mutant)).toEqual([mutant.breaks].flat());
  });
}
