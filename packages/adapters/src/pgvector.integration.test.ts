import { selectCases, vectorStoreCases } from "@revimg/conformance";
import { describe, test } from "vitest";
import { checkVectorsAgainstOracle } from "../../conformance/src/testing/check-vectors.js";
import type { PgvectorOptions } from "./pgvector/options.js";
import { onPglite } from "./pgvector/testing/server.js";
import { pgvector } from "./pgvector.js";

const server = await onPglite();

/** A small graph: adding thousands of vectors to one of the default size takes WebAssembly a minute. */
const smallGraph: PgvectorOptions = { m: 4, efConstruction: 8 };

describe.each<PgvectorOptions>([smallGraph, { index: "none" }])(
  "pgvector(%j) keeps the promises of VectorStore",
  (options) => {
    const create = () => pgvector({ ...server, ...options });
    for (const { name, run } of selectCases(vectorStoreCases, create().capabilities)) {
      test(name, () => run(create));
    }
  },
);

test("any sequence of calls gives the same answers as a store in memory", async () => {
  await checkVectorsAgainstOracle(() => pgvector({ ...server, type: "halfvec" }), { runs: 15 });
});
