import { selectCases, vectorStoreCases } from "@revimg/conformance";
import { useService, whyNoService } from "@revimg/testing/services";
import { describe, test } from "vitest";
import { checkVectorsAgainstOracle } from "../../../conformance/src/testing/check-vectors.js";
import { chroma } from "../chroma.js";

const service = await useService("chroma");
const create = () => chroma({ url: service?.url });

describe("chroma keeps the promises of VectorStore", () => {
  for (const { name, run } of selectCases(vectorStoreCases, create().capabilities)) {
    test(name, ({ skip }) => {
      if (!service) return skip(whyNoService("chroma") ?? "");
      return run(create);
    });
  }
});

test("random calls are answered as by a store in memory", ({ skip }) => {
  if (!service) return skip(whyNoService("chroma") ?? "");
  return checkVectorsAgainstOracle(create, { runs: 10 });
});
