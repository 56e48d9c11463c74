import { expect, test } from "vitest";
import { extensionError, requireVersion } from "./extension.js";

test("an extension that may not be created is one for an administrator", () => {
  const cause = Object.assign(new Error("permission denied to create extension"), {
    code: "42501",
  });
  expect(extensionError(cause)).toMatchObject({
    code: "store_failed",
    retryable: false,
    adapter: "pgvector",
    message: expect.stringContaining("administrator run there: CREATE EXTENSION vector;"),
    cause,
  });
});

test("any other failure stays what it is", () => {
  const cause = new Error("Connection terminated");
  expect(extensionError(cause)).toBe(cause);
});

test("a version that can't finish a query through the index is refused with the mending command", () => {
  for (const version of ["0.8.0", "0.8.7", "0.10.1", "1.0"]) requireVersion(version);
  expect(() => requireVersion("0.7.4")).toThrow("ALTER EXTENSION vector UPDATE;");
});
