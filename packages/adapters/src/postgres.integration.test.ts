import { metadataStoreCases, selectCases } from "@revimg/conformance";
import { useService, whyNoService } from "@revimg/testing/services";
import { describe, test } from "vitest";
import { checkMetadataAgainstOracle } from "../../conformance/src/testing/check-metadata.js";
import { postgres } from "./postgres.js";

const server = await useService("postgres");
const url = server?.url ?? "postgres://none";

describe("postgres keeps the promises of MetadataStore", () => {
  for (const { name, run } of selectCases(metadataStoreCases, postgres({ url }).capabilities)) {
    test(name, ({ skip }) => {
      if (!server) return skip(whyNoService("postgres") ?? "");
      return run(() => postgres({ url }));
    });
  }
});

test("any sequence of calls gives the same answers as a store in memory", async ({ skip }) => {
  if (!server) return skip(whyNoService("postgres") ?? "");
  await checkMetadataAgainstOracle(() => postgres({ url }), { runs: 30 });
});
