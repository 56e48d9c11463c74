/** A rectangle of a picture in fractions of its width and height, from the upper left corner. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Smaller parts show too little to search with. */
export const smallestSide = 0.05;

export const wholePicture: Region = { x: 0, y: 0, width: 1, height: 1 };

/** `12.5,10,50,40`: percent of the picture, as an address holds it. */
export function regionText({ x, y, width, height }: Region): string {
  return [x, y, width, height].map((share) => String(Math.round(share * 1000) / 10)).join(",");
}

/** Null for a text that names no part of a picture. */
export function readRegion(text: string | null): Region | null {
  const numbers = (text ?? "").split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (numbers.length !== 4 || numbers.some((number) => !(number >= 0 && number <= 100)))
    return null;
  const [x = 0, y = 0, width = 0, height = 0] = numbers.map((number) => number / 100);
  return width > 0 && height > 0 && x < 1 && y < 1 ? fitted({ x, y, width, height }) : null;
}

/** The rectangle between two corners, wherever they lie. */
export function regionBetween(
  from: { x: number; y: number },
  to: { x: number; y: number },
): Region {
  const [left, right] = [clamp(Math.min(from.x, to.x)), clamp(Math.max(from.x, to.x))];
  const [top, bottom] = [clamp(Math.min(from.y, to.y)), clamp(Math.max(from.y, to.y))];
  return fitted({ x: left, y: top, width: right - left, height: bottom - top });
}

/** Moves the rectangle, and stops at the edges. */
export function moved(region: Region, dx: number, dy: number): Region {
  const { width, height } = region;
  return {
    ...{ width, height },
    x: clamp(region.x + dx, 1 - width),
    y: clamp(region.y + dy, 1 - height),
  };
}

/** Moves the lower right corner; the upper left one stays. */
export function resized(region: Region, dx: number, dy: number): Region {
  const { x, y } = region;
  return {
    ...{ x, y },
    width: Math.min(1 - x, Math.max(smallestSide, region.width + dx)),
    height: Math.min(1 - y, Math.max(smallestSide, region.height + dy)),
  };
}

/** At least the smallest size, and inside of the picture. */
function fitted({ x, y, width, height }: Region): Region {
  const [wide, high] = [Math.max(smallestSide, width), Math.max(smallestSide, height)];
  const [left, top] = [Math.min(x, 1 - smallestSide), Math.min(y, 1 - smallestSide)];
  return { x: left, y: top, width: Math.min(wide, 1 - left), height: Math.min(high, 1 - top) };
}

function clamp(value: number, most = 1): number {
  return Math.min(most, Math.max(0, value));
}
