import type { QueryRegion } from "../api/search-query.js";
import { refuseUnknown } from "../lib/call-arguments.js";
import { RevimgError } from "../lib/errors.js";

/** Throws `invalid_input` for what can't be a region of any picture. */
export function checkRegion(name: string, region: QueryRegion): void {
  if (typeof region === "object" && region !== null) {
    refuseUnknown(`${name}: a region`, region, ["x", "y", "width", "height", "unit"]);
  }
  const { x, y, width, height, unit = "pixels" } = Object(region) as QueryRegion;
  const numbers = [x, y, width, height];
  const isRectangle =
    numbers.every((value) => typeof value === "number" && Number.isFinite(value) && value >= 0) &&
    width > 0 &&
    height > 0;
  const isUnit = unit === "pixels" || unit === "fractions";
  if (isRectangle && isUnit) return;
  throw new RevimgError(
    "invalid_input",
    `${name}: a region has x and y (from 0), width and height (above 0), and a unit, "pixels" or "fractions".`,
    { details: { option: "region" } },
  );
}
