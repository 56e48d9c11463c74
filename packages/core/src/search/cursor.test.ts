import fc from "fast-check";
import { expect, test } from "vitest";
import { compare, decodeCursor, encodeCursor, roundSimilarity } from "./cursor.js";

const position = fc.record({
  similarity: fc.double({ min: -1, max: 1, noNaN: true }).map(roundSimilarity),
  id: fc.string(),
});

const cut = fc.record(
  { cut: fc.option(fc.double({ min: -1, max: 1, noNaN: true }).map(roundSimilarity)) },
  { requiredKeys: [] },
);

test("a cursor leads back to its position, whatever the id", () => {
  fc.assert(
    fc.property(position, fc.integer({ min: 1, max: 1000 }), cut, (place, shown, cut) => {
      const cursor = { ...place, shown, ...cut };
      expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
    }),
  );
});

test("positions have one order", () => {
  fc.assert(
    fc.property(position, position, (a, b) => {
      expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
      if (compare(a, b) === 0) expect(a).toEqual(b);
    }),
  );
});

test("anything else is refused", () => {
  for (const cursor of [
    "",
    "x",
    btoa("[1]"),
    btoa('["a","b",1]'),
    btoa('[1,"b"]'),
    btoa('[1,"b",1,"c"]'),
    btoa('[1,"b",1,2]'),
    btoa("{}"),
  ]) {
    expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  }
});
