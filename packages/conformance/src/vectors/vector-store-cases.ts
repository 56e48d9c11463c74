import type { VectorStore } from "@revimg/core";
import type { ConformanceCase } from "../conformance-case.js";
import { vectorQueryCases } from "./vector-query-cases.js";
import { vectorRecordCases } from "./vector-record-cases.js";
import { vectorSpaceCases } from "./vector-space-cases.js";

/**
 * Every promise of `VectorStore`. The vectors have 512 dimensions in every space, so
 * that a server with one fixed dimension for an index can take part.
 */
export const vectorStoreCases: readonly ConformanceCase<VectorStore>[] = [
  ...vectorQueryCases,
  ...vectorRecordCases,
  ...vectorSpaceCases,
];
