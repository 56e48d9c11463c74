import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Cursor,
  compare,
  decodeCursor,
  encodeCursor,
  maxCursorLength,
  roundSimilarity,
  tieKey,
} from "./cursor.js";

const id = fc.oneof(
  fc.uuid(),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.string({ maxLength: 512, size: "max" }),
);

const position = fc.record({
  similarity: fc.double({ min: -1, max: 1, noNaN: true }).map(roundSimilarity),
  id,
});

const cursor: fc.Arbitrary<Cursor> = fc
  .record(
    {
      position,
      shown: fc.integer({ min: 1, max: 1000 }),
      cut: fc.option(fc.double({ min: -1, max: 1, noNaN: true }).map(roundSimilarity)),
      promotion: fc.record({
        marks: fc.array(fc.nat({ max: 0xffff }), { minLength: 1, maxLength: 50, size: "max" }),
        salt: fc.nat({ max: 255 }),
        last: position,
      }),
    },
    { requiredKeys: ["position", "shown"] },
  )
  .map(({ position, ...rest }) => ({ ...position, ...rest }));

test("a cursor leads back to its place, whatever the id, within 200 characters", () => {
  fc.assert(
    fc.property(cursor, (cursor) => {
      const text = encodeCursor(cursor);
      expect(text.length).toBeLessThanOrEqual(maxCursorLength);
      const { promotion } = cursor;
      const last = promotion && { ...promotion.last, id: tieKey(promotion.last.id) };
      expect(decodeCursor(text)).toEqual({
        ...cursor,
        id: tieKey(cursor.id),
        ...(promotion && { promotion: { ...promotion, last } }),
      });
    }),
  );
});

test("positions have one order, in which a cursor's id stands for the whole one", () => {
  fc.assert(
    fc.property(position, position, (a, b) => {
      expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
      if (compare(a, b) === 0) expect(a).toEqual(b);
      expect(compare({ ...a, id: tieKey(a.id) }, b)).toBe(compare(a, b));
    }),
  );
});

const whole = encodeCursor({ similarity: 0.5, id: "a", shown: 1 });

/** As an answer's, but for what the bytes say. */
function withChecksum(...bytes: number[]): string {
  const body = Buffer.from(bytes);
  const sum = createHash("sha256").update(body).digest().subarray(0, 2);
  return Buffer.concat([body, sum]).toString("base64url");
}

test.each<[string, unknown]>([
  ["nothing", ""],
  ["a letter", "x"],
  ["a number", 5],
  ["an object", {}],
  ["one of an earlier version", btoa('[0.5,"a",1]')],
  ["half of one", whole.slice(0, -4)],
  ["one with something behind it", `${whole}AAAA`],
  ["one with a space", `${whole} `],
  ["one with other characters for the same bytes", `${whole}=`],
  ["one that is far too long", "A".repeat(100_000)],
  ["bytes of another version", withChecksum(0x20, 0, 1, 0, 0, 0, 1, 97)],
  ["one of no match", withChecksum(0x10, 0, 0, 0, 0, 0, 1, 97)],
  ["one that ends early", withChecksum(0x10, 0, 1, 0)],
  ["one beyond every similarity", withChecksum(0x10, 0, 1, 0x7f, 0, 0, 1, 97)],
])("%s is refused", (_, cursor) => {
  expect(() => decodeCursor(cursor)).toThrow(
    expect.objectContaining({ code: "invalid_input", details: { option: "cursor" } }),
  );
});

test("any cursor of which one character is another is refused", () => {
  for (let at = 0; at < whole.length; at++) {
    for (const letter of ["A", "z", "_"]) {
      if (whole[at] === letter) continue;
      const changed = whole.slice(0, at) + letter + whole.slice(at + 1);
      expect(() => decodeCursor(changed), changed).toThrow(
        "The cursor does not come from a search",
      );
    }
  }
});
