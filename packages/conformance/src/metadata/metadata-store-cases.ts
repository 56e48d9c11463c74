import type { MetadataStore } from "@revimg/core";
import type { ConformanceCase } from "../conformance-case.js";
import { metadataChangeCases } from "./metadata-change-cases.js";
import { metadataCollectionCases } from "./metadata-collection-cases.js";
import { metadataFilterCases } from "./metadata-filter-cases.js";
import { metadataFindCases } from "./metadata-find-cases.js";
import { metadataLeaseCases } from "./metadata-lease-cases.js";
import { metadataListCases } from "./metadata-list-cases.js";
import { metadataOwnerCases } from "./metadata-owner-cases.js";
import { metadataPutCases } from "./metadata-put-cases.js";

/** Every promise of `MetadataStore`. */
export const metadataStoreCases: readonly ConformanceCase<MetadataStore>[] = [
  ...metadataPutCases,
  ...metadataFindCases,
  ...metadataListCases,
  ...metadataFilterCases,
  ...metadataChangeCases,
  ...metadataLeaseCases,
  ...metadataOwnerCases,
  ...metadataCollectionCases,
];
