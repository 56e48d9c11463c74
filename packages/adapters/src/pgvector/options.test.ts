import { expect, test } from "vitest";
import { checkPgvectorOptions, type PgvectorOptions } from "./options.js";
import { checkDimension } from "./spaces.js";

const url = "postgres://me:hunter2@db.example/photos";

test("every option has a default", () => {
  expect(checkPgvectorOptions({ url })).toMatchObject({
    adapter: "pgvector",
    location: "postgres://db.example:5432/photos",
    index: "hnsw",
    type: "vector",
    m: 16,
    efConstruction: 64,
    efSearch: 200,
    schemaPrefix: "revimg_",
  });
  expect(checkPgvectorOptions({ url, m: 48 }).efConstruction).toBe(96);
});

test.each<[string, PgvectorOptions]>([
  ["pgvector() needs exactly one of url, connection and pool", {}],
  ["pgvector({ url }) must look like", { url: "pgvector://me:hunter2@db/photos" }],
  ["pgvector({ index })", { url, index: "ivfflat" as "hnsw" }],
  ["pgvector({ type })", { url, type: "bit" as "vector" }],
  ["pgvector({ m }) must be a whole number from 2 to 100", { url, m: 101 }],
  ["pgvector({ efConstruction }) must be a whole number from 32", { url, efConstruction: 31 }],
  ["pgvector({ efSearch })", { url, efSearch: 1_001 }],
  ["pgvector({ schemaPrefix })", { url, schemaPrefix: "Photos" }],
])("refused: %s", (named, options) => {
  let error: unknown;
  try {
    checkPgvectorOptions(options);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ code: "invalid_config", adapter: "pgvector" });
  expect((error as Error).message).toContain(named);
  expect((error as Error).message).not.toContain("hunter2");
});

test.each([
  ["hnsw", "vector", 2_000, 'Set pgvector({ type: "halfvec" }) or pgvector({ index: "none" }).'],
  ["hnsw", "halfvec", 4_000, 'Set pgvector({ index: "none" }).'],
  ["none", "vector", 16_000, "Use another store for this model."],
] as const)("an index %s of type %s takes %d dimensions", (index, type, most, advice) => {
  expect(() => checkDimension(most, { index, type })).not.toThrow();
  let error: unknown;
  try {
    checkDimension(most + 1, { index, type });
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ code: "unsupported", details: { found: most + 1, most } });
  expect((error as Error).message).toContain(advice);
});
