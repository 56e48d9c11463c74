import { expect, test } from "vitest";
import { lockKey, quoted, schemaName } from "./schema-name.js";

test("a collection's schema has the prefix and its name", () => {
  expect(schemaName("revimg_", "photos-2026")).toBe("revimg_photos-2026");
});

test("names that are too long together stay distinct in 63 bytes", () => {
  const longest = "a".repeat(63);
  const names = [longest, `${"a".repeat(62)}b`, "a".repeat(56), "a".repeat(57)].map((name) =>
    schemaName("revimg_", name),
  );
  expect(new Set(names).size).toBe(4);
  expect(Math.max(...names.map((name) => name.length))).toBe(63);
  // No collection's own name can be one of these: it holds no ~.
  expect(names[0]).toContain("~");
  expect(names[2]).toBe(`revimg_${"a".repeat(56)}`);
});

test("a quoted name can't end its quotes", () => {
  expect(quoted('a"; drop')).toBe('"a""; drop"');
});

test("each schema has a lock key of its own that fits 64 signed bits", () => {
  const keys = ["revimg_a", "revimg_b", "revimg_c"].map((schema) => BigInt(lockKey(schema)));
  expect(new Set(keys).size).toBe(3);
  for (const key of keys) expect(BigInt.asIntN(64, key)).toBe(key);
});
