import { expect, test } from "vitest";
import { placeOfIndex } from "./place-of-index.js";

const folder = "./revimg-data";

test.each([
  [{ vectors: "sqlite", metadata: "sqlite", blobs: "fs" }, folder],
  [{ vectors: "sqlite", metadata: "postgres", blobs: "s3" }, folder],
  [{ vectors: "pgvector", metadata: "postgres", blobs: "s3" }, "postgres, pgvector, and s3"],
  [{ vectors: "memory", metadata: "memory", blobs: "memory" }, "memory"],
])("an index with the stores %o lies in %s", (stores, place) => {
  expect(placeOfIndex(stores, folder)).toBe(place);
});
