import type { BlobStore } from "@revimg/core";
import type { ConformanceCase } from "../conformance-case.js";
import { blobGetCases } from "./blob-get-cases.js";
import { blobKeyCases } from "./blob-key-cases.js";
import { blobPutCases } from "./blob-put-cases.js";

/** Every promise of `BlobStore` except `url`, which only a browser can test. */
export const blobStoreCases: readonly ConformanceCase<BlobStore>[] = [
  ...blobPutCases,
  ...blobGetCases,
  ...blobKeyCases,
];
