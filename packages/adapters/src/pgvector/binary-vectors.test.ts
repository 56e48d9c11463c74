import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBinary, toBinary, toBinaryArray } from "./binary-vectors.js";

const vectors = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 })
  .map((values) => Float32Array.from(values));

test("a vector comes back with the same bits", () => {
  fc.assert(
    fc.property(vectors, (vector) => {
      expect(fromBinary(toBinary(vector).toString("base64"))).toEqual(vector);
    }),
  );
});

test("is written as vector_recv and array_recv read it", () => {
  const vector = Float32Array.of(1, -2);
  expect(toBinary(vector).toString("hex")).toBe("000200003f800000c0000000");
  expect(toBinaryArray([vector, vector], 16_385).toString("hex")).toBe(
    [
      "00000001 00000000 00004001 00000002 00000001",
      "0000000c 00020000 3f800000 c0000000",
      "0000000c 00020000 3f800000 c0000000",
    ]
      .join("")
      .replaceAll(" ", ""),
  );
});
