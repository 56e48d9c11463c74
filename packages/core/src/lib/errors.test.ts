import { expect, test } from "vitest";
import { errorTable, fromPlainError, isRevimgError, RevimgError, toPlainError } from "./errors.js";

test("an error is recognised with and without its code, and nothing else is", () => {
  const error = new RevimgError("not_found", "gone");
  expect(isRevimgError(error)).toBe(true);
  expect(isRevimgError(error, "not_found")).toBe(true);
  expect(isRevimgError(error, "disposed")).toBe(false);
  for (const other of [new Error("x"), { code: "not_found" }, null, "not_found", undefined]) {
    expect(isRevimgError(other)).toBe(false);
  }
});

test("an error crosses a thread with all but its cause and stack", () => {
  const error = new RevimgError("disk_full", "full", {
    adapter: "sqlite",
    details: { bytes: 3 },
    retryable: false,
    cause: new Error("ENOSPC"),
  });
  const copy = fromPlainError(structuredClone(toPlainError(error, "store_failed")));
  expect(copy.toJSON()).toEqual(error.toJSON());
  expect(JSON.stringify(error)).toBe(
    '{"code":"disk_full","message":"full","retryable":false,"adapter":"sqlite","details":{"bytes":3}}',
  );
});

test("any other error gets the fallback code", () => {
  expect(toPlainError(new Error("odd"), "store_failed")).toMatchObject({
    code: "store_failed",
    message: "odd",
  });
});

test("exit codes tell every code apart, but for wrong input and wrong settings", () => {
  const codes = Object.entries(errorTable).filter(([code]) => code !== "invalid_config");
  expect(new Set(codes.map(([, { exit }]) => exit)).size).toBe(codes.length);
});
