import { expect, test } from "vitest";
import { coversAll, cssTransform, outlineOf, type Placement, placementOf } from "./placement";

const whole = { x: 0, y: 0, width: 1, height: 1 };
/** The query is the lower right quarter of the match. */
const quarter: Placement = [
  [0.5, 0, 0.5],
  [0, 0.5, 0.5],
];

const copy = (transform: Placement) => ({ evidence: { transform } as never });

test("a copy is placed as the answer says, and another picture not at all", () => {
  expect(placementOf(copy(quarter), null)).toEqual(quarter);
  expect(placementOf({ evidence: null }, null)).toBeNull();
});

test("the outline of a part lies where the part does", () => {
  expect(outlineOf(quarter, whole)).toBe("0.5,0.5 1,0.5 1,1 0.5,1");
  expect(coversAll(quarter)).toBe(false);
  expect(
    coversAll([
      [1, 0, 0.001],
      [0, 0.999, 0],
    ]),
  ).toBe(true);
});

test("with a region the whole picture is placed so that its region is right", () => {
  const region = { x: 0.25, y: 0.5, width: 0.5, height: 0.25 };
  const placed = placementOf(copy(quarter), region)!;
  expect(outlineOf(placed, region)).toBe(outlineOf(quarter, whole));
});

test("a quarter turn keeps its shape on a match that is twice as wide as high", () => {
  const turned: Placement = [
    [0, -1, 1],
    [1, 0, 0],
  ];
  // What is one match wide lies down as one match high, which is half as long.
  expect(cssTransform(turned, 2)).toBe("translate(100%, 0%) matrix(0, 0.5, -2, 0, 0, 0)");
});
