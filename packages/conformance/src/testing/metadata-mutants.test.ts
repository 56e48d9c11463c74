import { expect, test } from "vitest";
import { metadataStoreCases } from "../index.js";
import { metadataFilterMutants } from "./metadata-filter-mutants.js";
import { metadataMutants } from "./metadata-mutants.js";
import { metadataPutMutants } from "./metadata-put-mutants.js";
import { failedCases } from "./mutant.js";

for (const mutant of [...metadataMutants, ...metadataPutMutants, ...metadataFilterMutants]) {
  test(`of a metadata store where ${mutant.fault}, one case fails`, async () => {
    expect(await failedCases(metadataStoreCases, mutant)).toEqual([mutant.breaks]);
  });
}
