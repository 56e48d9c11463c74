import { expect, test } from "vitest";
import { moved, readRegion, regionBetween, regionText, resized, smallestSide } from "./region";

test("a region survives its text", () => {
  const region = { x: 0.125, y: 0.1, width: 0.5, height: 0.4 };
  expect(regionText(region)).toBe("12.5,10,50,40");
  expect(readRegion("12.5,10,50,40")).toEqual(region);
});

test.each([
  null,
  "",
  "1,2,3",
  "a,b,c,d",
  "0,0,0,50",
  "-1,0,50,50",
  "0,0,101,50",
  "100,0,5,5",
  "1,,2,3",
])("%j is no region", (text) => expect(readRegion(text)).toBeNull());

test("a region that reaches over the edge ends there", () => {
  expect(readRegion("80,80,50,50")).toEqual({
    x: 0.8,
    y: 0.8,
    width: expect.closeTo(0.2),
    height: expect.closeTo(0.2),
  });
});

test("corners may come in any order, and from outside", () => {
  const region = regionBetween({ x: 1.4, y: 0.5 }, { x: 0.5, y: -2 });
  expect(region).toEqual({ x: 0.5, y: 0, width: 0.5, height: 0.5 });
});

test("a click alone is a small part inside of the picture", () => {
  const { x, y, width, height } = regionBetween({ x: 1, y: 1 }, { x: 1, y: 1 });
  expect([x + width, y + height]).toEqual([expect.closeTo(1), expect.closeTo(1)]);
  expect([width, height]).toEqual([expect.closeTo(smallestSide), expect.closeTo(smallestSide)]);
});

test("moving and resizing stop at the edges", () => {
  const region = { x: 0.5, y: 0.5, width: 0.25, height: 0.25 };
  expect(moved(region, 1, -1)).toEqual({ ...region, x: 0.75, y: 0 });
  expect(resized(region, 1, -1)).toEqual({ ...region, width: 0.5, height: smallestSide });
});
