import { describe, expect, test } from "vitest";
import { toStoreError } from "./errors.js";

const serverError = (code: string, message = "text of the server") =>
  Object.assign(new Error(message), { code, severity: "ERROR" });

const caller = { adapter: "pgvector", place: "db:5432" };

describe("an error of the server", () => {
  test.each([
    ["53100", "disk_full", true],
    ["40001", "store_failed", true],
    ["40P01", "store_failed", true],
    ["57014", "store_failed", true],
    ["57P01", "store_failed", true],
    ["57P03", "store_failed", true],
    ["53300", "store_failed", true],
    ["08006", "store_failed", true],
    ["28P01", "store_failed", false],
    ["28000", "store_failed", false],
    ["3D000", "store_failed", false],
    ["42501", "store_failed", false],
    ["42P01", "store_failed", false],
    ["54000", "invalid_input", false],
    ["22P02", "store_failed", false],
  ])("%s is %s, retryable: %s", (state, code, retryable) => {
    const cause = serverError(state);
    expect(toStoreError(cause, { adapter: "postgres", place: "db:5432/photos" })).toMatchObject({
      code,
      retryable,
      adapter: "postgres",
      details: { server: "db:5432/photos", reason: state },
      cause,
    });
  });

  test("that names the user is told without it", () => {
    const message = 'password authentication failed for user "secret-user"';
    const error = toStoreError(serverError("28P01", message), caller) as Error;
    expect(error.message).toMatch(/^PostgreSQL at db:5432 refused the login\./);
    expect(JSON.stringify(error)).not.toContain("secret-user");
  });
});

describe("an error of the connection", () => {
  test.each(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"])("%s", (code) => {
    expect(toStoreError(Object.assign(new Error(code), { code }), caller)).toMatchObject({
      code: "store_failed",
      retryable: true,
      details: { reason: code },
    });
  });

  test("of every address is known by the first one's code", () => {
    const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    expect(toStoreError(new AggregateError([refused, refused]), caller)).toMatchObject({
      retryable: true,
      details: { reason: "ECONNREFUSED" },
    });
  });

  test("without a code is one that may pass", () => {
    const error = new Error("Connection terminated unexpectedly");
    expect(toStoreError(error, caller)).toMatchObject({ code: "store_failed", retryable: true });
  });

  test("about a certificate will not pass by itself", () => {
    const error = Object.assign(new Error("expired"), { code: "CERT_HAS_EXPIRED" });
    expect(toStoreError(error, caller)).toMatchObject({ retryable: false });
  });
});

test("a mistake in the program stays what it is", () => {
  const mistake = new TypeError("x is not a function");
  expect(toStoreError(mistake, caller)).toBe(mistake);
});
