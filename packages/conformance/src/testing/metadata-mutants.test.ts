import { expect, test } from "vitest";
import { metadataStoreCases } from "../index.js";
import { metadataFilterMutants } from "./metadata-filter-mutants.js";
import { metadataLeaseMutants } from "./metadata-lease-mutants.js";
import { metadataMutants } from "./metadata-mutants.js";
import { metadataPutMutants } from "./metadata-put-mutants.js";
import { metadataTagMutants } from "./metadata-tag-mutants.js";
import { failedCases } from "./mutant.js";

const mutants = [
  ...metadataMutants,
  ...metadataPutMutants,
  ...metadataFilterMutants,
  ...metadataLeaseMutants,
  ...metadataTagMutants,
];

for (const mutant of mutants) {
  test(`of a metadata store where ${mutant.fault}, its case fails and no other`, async () => {
    expect(await failedCases(metadataStoreCases, mutant)).toEqual([mutant.breaks].flat());
  });
}
