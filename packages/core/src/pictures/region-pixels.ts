import type { QueryRegion } from "../api/search-query.js";
import { RevimgError } from "../lib/errors.js";
import type { PixelBox } from "./read-pixels.js";

/** Rounding of computed fractions must not push an edge out of the picture. */
const tolerance = 1e-6;

/**
 * The whole pixels that a region covers, at least one. Throws `invalid_input` with the
 * picture's size when the region is not within the picture.
 */
export function pixelsOf(region: QueryRegion, width: number, height: number): PixelBox {
  const isFractions = region.unit === "fractions";
  const [left, right] = isFractions
    ? [region.x * width, (region.x + region.width) * width]
    : [region.x, region.x + region.width];
  const [top, bottom] = isFractions
    ? [region.y * height, (region.y + region.height) * height]
    : [region.y, region.y + region.height];
  if (right > width * (1 + tolerance) || bottom > height * (1 + tolerance)) {
    throw new RevimgError(
      "invalid_input",
      `The region is not within the picture, which has ${width} x ${height} pixels upright; the region ends at ${shown(right)}, ${shown(bottom)}.`,
      { details: { option: "region", width, height } },
    );
  }
  const box = { left: start(left, width), top: start(top, height) };
  return {
    ...box,
    width: Math.max(1, Math.min(width, Math.round(right)) - box.left),
    height: Math.max(1, Math.min(height, Math.round(bottom)) - box.top),
  };
}

function start(value: number, size: number): number {
  return Math.min(Math.round(value), size - 1);
}

function shown(value: number): number {
  return Math.round(value * 10) / 10;
}
