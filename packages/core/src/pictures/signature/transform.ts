import type { AffineTransform } from "../../api/search-result.js";
import type { Frame } from "./frame.js";
import type { Placement } from "./placement.js";

type Size = Pick<Frame, "width" | "height">;

/** The transform of pictures of equal bytes or pixels: every place is where it was. */
export const unmoved: AffineTransform = [
  [1, 0, 0],
  [0, 1, 0],
];

/**
 * Where the places of a query lie in a stored picture, both as fractions of width and
 * height. It is the inverse of a placement, which takes pixels of the stored frame to
 * pixels of the query's (of its mirror image, where `isMirrored`).
 */
export function transformOf(
  { placement: { a, b, dx, dy }, isMirrored }: { placement: Placement; isMirrored: boolean },
  stored: Size,
  query: Size,
): AffineTransform {
  const square = a * a + b * b;
  const [alongX, alongY] = [a / (square * stored.width), a / (square * stored.height)];
  const [acrossX, acrossY] = [b / (square * stored.width), b / (square * stored.height)];
  const width = isMirrored ? -query.width : query.width;
  const originX = (isMirrored ? query.width : 0) - dx;
  return [
    [alongX * width, acrossX * query.height, alongX * originX - acrossX * dy],
    [-acrossY * width, alongY * query.height, -acrossY * originX - alongY * dy],
  ];
}
