import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dotProduct } from "./plain-scan.js";
import { Rotation } from "./rotation.js";
import { seededVectors } from "./test-vectors.js";

function rotate(vector: Float32Array): Float64Array {
  const result = new Float64Array(vector.length);
  new Rotation(vector.length).apply(vector, result);
  return result;
}

describe("Rotation", () => {
  it("keeps dot products, in any dimension", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.nat(), (dimension, seed) => {
        const vectors = seededVectors(2, dimension, seed);
        const a = vectors.subarray(0, dimension);
        const b = vectors.subarray(dimension);
        const rotatedA = rotate(a);
        const rotatedB = rotate(b);
        const rotatedDot = rotatedA.reduce((sum, value, i) => sum + value * rotatedB[i]!, 0);
        expect(rotatedDot).toBeCloseTo(dotProduct(a, b), 6);
      }),
    );
  });

  it("spreads a lone large dimension evenly over its block", () => {
    const vector = new Float32Array(768);
    vector[92] = 1;
    vector[700] = 1;
    const magnitudes = rotate(vector).map(Math.abs);
    for (const value of magnitudes.subarray(0, 512)) expect(value).toBeCloseTo(1 / Math.sqrt(512));
    for (const value of magnitudes.subarray(512)) expect(value).toBeCloseTo(1 / Math.sqrt(256));
  });

  it("never changes: stored codes depend on it", () => {
    const ones = new Float32Array(7).fill(1);
    expect([...rotate(ones)].map((value) => value.toFixed(4))).toMatchInlineSnapshot(`
      [
        "1.0000",
        "-1.0000",
        "-1.0000",
        "-1.0000",
        "1.4142",
        "0.0000",
        "1.0000",
      ]
    `);
  });
});
