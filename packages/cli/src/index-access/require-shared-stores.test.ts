import type { ConfigSetting } from "@revimg/adapters/config";
import { expect, it } from "vitest";
import { requireSharedStores } from "./require-shared-stores.js";

const settings = (values: Record<string, string>): { settings: ConfigSetting[] } => ({
  settings: Object.entries({
    ...{ vectors: "chroma://db:8000", metadata: "postgres://me:…@db/a", blobs: "s3://pictures" },
    ...values,
  }).map(([key, value]) => ({ key, value, origin: "file", source: "revimg.config.ts" })),
});

it.each([{}, { blobs: "file:" }, { blobs: "/mnt/pictures" }, { metadata: "(made by a function)" }])(
  "lets stores pass that processes can share: %j",
  (values) => {
    expect(() => requireSharedStores(settings(values as Record<string, string>))).not.toThrow();
  },
);

it.each([
  [{ vectors: "sqlite:" }, "and vectors would be", "REVIMG_VECTORS=pgvector://"],
  [{ vectors: "faiss:./vectors" }, "and vectors would be", "REVIMG_VECTORS=pgvector://"],
  [{ blobs: "memory:" }, "and blobs would be", "REVIMG_BLOBS=s3://"],
  [
    { vectors: "sqlite:", metadata: "sqlite:" },
    "and vectors and metadata would be",
    "REVIMG_METADATA=postgres://",
  ],
])("refuses stores of one process, and names others: %j", (values, what, advice) => {
  const check = () => requireSharedStores(settings(values as Record<string, string>));
  expect(check).toThrow(expect.objectContaining({ code: "invalid_config" }));
  expect(check).toThrow(what);
  expect(check).toThrow(advice);
});
