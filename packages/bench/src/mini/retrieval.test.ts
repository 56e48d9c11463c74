import { expect, test } from "vitest";
import { leaveOneOut, matrixOf, meanAveragePrecision, recallAt1 } from "./retrieval.js";

/** Directions in the plane, in degrees. */
const at = (...degrees: number[]) =>
  matrixOf(
    degrees.map((one) =>
      Float32Array.of(Math.cos((one * Math.PI) / 180), Math.sin((one * Math.PI) / 180)),
    ),
  );

test("each picture finds those of its class, and never itself", () => {
  const classes = ["a", "a", "b", "b"];
  expect(leaveOneOut(at(0, 5, 90, 96), classes).at1).toBe(1);
  expect(leaveOneOut(at(0, 10, 25, 45), ["a", "b", "a", "b"]).at1).toBe(0);
  expect(leaveOneOut(at(0, 1, 2, 3, 4), ["a", "b", "c", "d", "e"]).at1).toBe(0);
});

test("the share among the first 20 is of 20", () => {
  const degrees = Array.from({ length: 41 }, (_, index) => index);
  const classes = degrees.map((degree) => (degree <= 10 ? "a" : "b"));
  // The picture at 0 has ten of its kind before ten others; the one at 40 has only its own.
  const { at20 } = leaveOneOut(at(...degrees), classes);
  const expected = degrees.map((degree) => {
    const others = degrees.filter((other) => other !== degree);
    others.sort((a, b) => Math.abs(a - degree) - Math.abs(b - degree));
    return others.slice(0, 20).filter((other) => classes[other] === classes[degree]).length / 20;
  });
  expect(at20).toBeCloseTo(expected.reduce((sum, one) => sum + one, 0) / 41, 1);
  expect(at20).toBeGreaterThan(0.5);
});

test("the average precision counts where the right ones stand", () => {
  const classes = ["a", "b", "a", "b"];
  // From 0: b, a, b. From 10: a (10 away), a, b. From 25: b, b, a. From 45: a, b, a.
  const expected = (1 / 2 + 1 / 3 + 1 / 3 + 1 / 2) / 4;
  expect(meanAveragePrecision(at(0, 10, 25, 45), classes)).toBeCloseTo(expected, 6);
  expect(meanAveragePrecision(at(0, 5, 90, 96), ["a", "a", "b", "b"])).toBe(1);
});

test("recall counts the queries whose own original is the best match", () => {
  const collection = at(0, 40, 80, 120, 160);
  expect(recallAt1(at(3, 44, 70, 130, 90), [0, 1, 2, 3, 4], collection)).toBe(0.8);
});
