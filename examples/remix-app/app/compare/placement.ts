import type { SimilarImage } from "@revimg/http/client";
import type { Region } from "../search/region";

/** By rows: takes (x, y) to (a x + b y + c, d x + e y + f), in fractions of the pictures. */
export type Placement = NonNullable<SimilarImage["evidence"]>["transform"];

/**
 * Where the whole query picture lies on a match, if it is a copy of it. The answer places
 * what was searched with: of a query with a region, the region.
 */
export function placementOf(
  { evidence }: Pick<SimilarImage, "evidence">,
  region: Region | null,
): Placement | null {
  if (!evidence) return null;
  return region ? ofRegion(evidence.transform, region) : evidence.transform;
}

/** A place of the whole picture is first taken into its region. */
function ofRegion([[a, b, c], [d, e, f]]: Placement, region: Region): Placement {
  const { x, y, width, height } = region;
  return [
    [a / width, b / height, c - (a * x) / width - (b * y) / height],
    [d / width, e / height, f - (d * x) / width - (e * y) / height],
  ];
}

/**
 * A CSS transform for the query picture, when it is stretched over the match.
 *
 * @param ratio Width of the match by its height: CSS turns pixels, not fractions.
 */
export function cssTransform([[a, b, c], [d, e, f]]: Placement, ratio: number): string {
  const matrix = [a, d / ratio, b * ratio, e, 0, 0].map(short).join(", ");
  return `translate(${short(c * 100)}%, ${short(f * 100)}%) matrix(${matrix})`;
}

/** The corners of a part of the query on the match, as the points of an SVG polygon. */
export function outlineOf(placement: Placement, { x, y, width, height }: Region): string {
  const [[a, b, c], [d, e, f]] = placement;
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
  return corners
    .map(([px = 0, py = 0]) => `${short(a * px + b * py + c)},${short(d * px + e * py + f)}`)
    .join(" ");
}

/** Whether the part covers the match but for a rim that nobody would see drawn. */
export function coversAll([[a, b, c], [d, e, f]]: Placement): boolean {
  const values = [a - 1, b, c, d, e - 1, f];
  return values.every((value) => Math.abs(value) < 0.01);
}

function short(value: number): number {
  return Math.round(value * 1e5) / 1e5 + 0;
}
