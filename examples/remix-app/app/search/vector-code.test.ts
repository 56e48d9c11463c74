import { expect, test } from "vitest";
import { decodeVector, encodeVector } from "./vector-code";

test("a vector keeps its direction", () => {
  const vector = Float32Array.from({ length: 512 }, (_, i) => Math.sin(i * 12.9898) / 16);
  const code = encodeVector(vector);
  expect(code).toMatch(/^[\w-]{683}$/);
  const decoded = decodeVector(code) ?? [];
  const length = Math.hypot(...vector);
  const cosine = decoded.reduce((sum, value, i) => sum + (value * (vector[i] ?? 0)) / length, 0);
  expect(cosine).toBeGreaterThan(Math.cos(Math.PI / 360));
});

test.each(["", "!", "AAAA", "a"])("%j is no vector", (code) => {
  expect(decodeVector(code)).toBeNull();
});
