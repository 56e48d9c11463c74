import { describe, expect, test } from "vitest";
import { checkOptions, type PostgresOptions } from "./options.js";

const url = "postgres://me:hunter2@db.example:6543/photos?sslmode=require&application_name=app";

describe("location", () => {
  test.each<[PostgresOptions, string | null]>([
    [{ url }, "postgres://db.example:6543/photos"],
    [{ url: "postgresql://me@db.example" }, "postgres://db.example:5432"],
    [{ url: "postgres:///photos?host=/run/postgresql" }, "postgres:///run/postgresql:5432/photos"],
    [
      { connection: { host: "db", database: "photos", password: "p" } },
      "postgres://db:5432/photos",
    ],
    [{ connection: {} }, "postgres://localhost:5432"],
    [{ pool: { connect: async () => Promise.reject(), end: async () => {} } }, null],
  ])("of options %#", (options, location) => {
    expect(checkOptions(options).location).toBe(location);
  });
});

test("a URL keeps its parameters, and explicit TLS options take the place of its own", () => {
  expect(checkOptions({ url }).settings).toMatchObject({ connectionString: url });
  expect(checkOptions({ url, ssl: { rejectUnauthorized: false } }).settings).toMatchObject({
    connectionString: "postgres://me:hunter2@db.example:6543/photos?application_name=app",
    ssl: { rejectUnauthorized: false },
  });
});

test("settings of a connection are handed on, its own server options too", () => {
  const connection = { host: "db", application_name: "app", options: "-c work_mem=8MB" };
  const { settings } = checkOptions({ connection, maxConnections: 3, statementTimeoutMs: 5_000 });
  expect(settings).toMatchObject({
    host: "db",
    application_name: "app",
    max: 3,
    statement_timeout: 5_000,
  });
  expect(settings?.options).toMatch(/^-c work_mem=8MB -c /);
});

describe("refused", () => {
  const pool = { connect: async () => Promise.reject(), end: async () => {} };
  test.each<[string, PostgresOptions]>([
    ["exactly one of url, connection and pool", {}],
    ["exactly one of url, connection and pool", { url: undefined }],
    ["exactly one of url, connection and pool", { url, pool }],
    ["must look like postgres://", { url: "mysql://me:hunter2@db/photos" }],
    ["must look like postgres://", { url: "postgres://me:hunter2@db:port/photos" }],
    ["set TLS up in it", { pool, ssl: true }],
    ["maxConnections", { url, maxConnections: 0 }],
    ["statementTimeoutMs", { url, statementTimeoutMs: 1.5 }],
    ["schemaPrefix", { url, schemaPrefix: "" }],
    ["schemaPrefix", { url, schemaPrefix: "pg_x" }],
    ["schemaPrefix", { url, schemaPrefix: 'a"b' }],
  ])("%s", (named, options) => {
    let error: unknown;
    try {
      checkOptions(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: "invalid_config", adapter: "postgres" });
    expect((error as Error).message).toContain(named);
    expect((error as Error).message).not.toContain("hunter2");
  });
});
