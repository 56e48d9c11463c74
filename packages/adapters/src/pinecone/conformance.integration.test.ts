import { selectCases, vectorStoreCases } from "@revimg/conformance";
import { startPinecone } from "@revimg/testing/services";
import { afterAll, describe, test } from "vitest";
import { checkVectorsAgainstOracle } from "../../../conformance/src/testing/check-vectors.js";
import { pinecone } from "../pinecone.js";

const server = await startPinecone();
afterAll(() => server.stop());

const { endpoint, apiKey, index } = server;
const create = () => pinecone({ endpoint, apiKey, index });

describe("pinecone keeps the promises of VectorStore, on a stand-in of its protocol", () => {
  for (const { name, run } of selectCases(vectorStoreCases, create().capabilities)) {
    test(name, () => run(create));
  }
});

test("random calls are answered as by a store in memory", () =>
  checkVectorsAgainstOracle(create, { runs: 10 }));
