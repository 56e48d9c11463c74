import type { BlobStore } from "@revimg/core";
import type { ConformanceCase } from "../conformance-case.js";
import { blobGetCases } from "./blob-get-cases.js";
import { blobKeyCases } from "./blob-key-cases.js";
import { blobPutCases } from "./blob-put-cases.js";

/** Every promise of `BlobStore`, but for `url`: only a browser can tell. */
export const blobStoreCases: readonly ConformanceCase<BlobStore>[] = [
  ...blobPutCases,
  ...blobGetCases,
  ...blobKeyCases,
];
