import fc from "fast-check";
import { expect, test } from "vitest";
import { inRequests } from "./batches.js";
import { fromRecordId, toRecordId } from "./ids.js";

test.each([
  ["0b5f0d3e-4b1a-5c7e-9f00-1234567890ab", "0b5f0d3e-4b1a-5c7e-9f00-1234567890ab"],
  ["a/b?c=d&e#f%20g", "a/b?c=d&e#f%20g"],
  ["ключ", "~0LrQu9GO0Yc"],
  ["~", "~fg"],
  ["a\n", "~YQo"],
])("%j is the record %s and comes back", (id, recordId) => {
  expect(toRecordId(id)).toBe(recordId);
  expect(fromRecordId(recordId)).toBe(id);
});

test("an id that is too long in ASCII is a record that its metadata tells", () => {
  const recordId = toRecordId("語".repeat(512));
  expect(recordId).toMatch(/^~~[\w-]{43}$/);
  expect(fromRecordId(recordId)).toBeNull();
  expect(toRecordId(`${"語".repeat(511)}x`)).not.toBe(recordId);
});

test("every id becomes ASCII of at most 512 characters, another for another, and comes back", () => {
  const id = fc
    .string({ minLength: 1, maxLength: 512, unit: "grapheme" })
    .map((text) => text.slice(0, 512));
  fc.assert(
    fc.property(id, id, (one, other) => {
      const text = one.toWellFormed();
      const recordId = toRecordId(text);
      expect(recordId).toMatch(/^[\x20-\x7e]{1,512}$/);
      expect([text, null]).toContain(fromRecordId(recordId));
      if (other.toWellFormed() !== text) {
        expect(toRecordId(other.toWellFormed())).not.toBe(recordId);
      }
    }),
  );
});

test("requests keep every value in order, below count and size where one value is", () => {
  const limits = { maxCount: 4, maxSize: 10 };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 14 })), (sizes) => {
      const parts = inRequests(sizes, limits, (size) => size);
      expect(parts.flat()).toEqual(sizes);
      for (const part of parts) {
        const sum = part.reduce((total, size) => total + size, 0);
        expect(part.length).toBeLessThanOrEqual(4);
        expect(sum <= 10 || part.length === 1).toBe(true);
      }
    }),
  );
});
