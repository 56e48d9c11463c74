import { randomUUID } from "node:crypto";
import { blobStoreCases, selectCases } from "@revimg/conformance";
import { useService, whyNoService } from "@revimg/testing/services";
import { describe, test } from "vitest";
import { checkBlobsAgainstOracle } from "../../../conformance/src/testing/check-blobs.js";
import { type S3Options, s3 } from "../s3.js";
import { optionsFor } from "./testing/options-for.js";

const service = await useService("s3");
const options: S3Options = service
  ? { ...optionsFor(service), prefix: `kit-${randomUUID()}` }
  : { bucket: "none" };

describe("s3 keeps the promises of BlobStore", () => {
  for (const { name, run } of selectCases(blobStoreCases, s3(options).capabilities)) {
    test(name, ({ skip }) => {
      if (!service) return skip(whyNoService("s3") ?? "");
      return run(() => s3(options));
    });
  }
});

test("random calls are answered as by a store in memory", ({ skip }) => {
  if (!service) return skip(whyNoService("s3") ?? "");
  return checkBlobsAgainstOracle(() => s3(options), { runs: 10 });
});
