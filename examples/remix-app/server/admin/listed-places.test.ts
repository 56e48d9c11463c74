import { expect, it } from "vitest";
import { listedPlaces } from "./listed-places";

it("reads a list of places", () => {
  expect(listedPlaces(" /a, s3://b/c ,\n/d,")).toEqual(["/a", "s3://b/c", "/d"]);
  expect(listedPlaces(undefined)).toEqual([]);
});
