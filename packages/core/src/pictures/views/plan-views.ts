import type { View } from "../signature/view-place.js";

interface Size {
  width: number;
  height: number;
}

/** Degrees between turned views: features tolerate a turn of about half of it either way. */
const step = 30;

/** Columns and rows of the grids whose cells are looked at: a collage of four, of nine. */
const grids = [2, 3];

/** The shorter side of a turned view is at least this share of the picture's. */
const leastShare = 0.4;

/** The picture as it is. */
export function wholeView({ width, height }: Size): View {
  const longer = Math.max(width, height);
  const size = { width: width / longer, height: height / longer };
  return { x: size.width / 2, y: size.height / 2, ...size, degrees: 0 };
}

/** All but the picture itself: turned by each step, and each cell of the grids. */
export function planViews(picture: Size): View[] {
  const longer = Math.max(picture.width, picture.height);
  const size = { width: picture.width / longer, height: picture.height / longer };
  const views: View[] = [];
  for (let degrees = step; degrees < 360; degrees += step) views.push(turnedView(size, degrees));
  for (const cells of grids) views.push(...cellsOf(size, cells));
  return views;
}

/**
 * The picture that was turned by so much and has since been the whole picture, corners
 * filled: the rectangle whose corners touch all four edges.
 */
function turnedView({ width, height }: Size, degrees: number): View {
  const angle = (degrees * Math.PI) / 180;
  const [sine, cosine] = [Math.abs(Math.sin(angle)), Math.abs(Math.cos(angle))];
  const determinant = cosine * cosine - sine * sine;
  const least = leastShare * Math.min(width, height);
  return {
    x: width / 2,
    y: height / 2,
    width: Math.max(least, (width * cosine - height * sine) / determinant),
    height: Math.max(least, (height * cosine - width * sine) / determinant),
    degrees,
  };
}

function cellsOf({ width, height }: Size, cells: number): View[] {
  const cell = { width: width / cells, height: height / cells };
  return Array.from({ length: cells * cells }, (_, i) => ({
    x: ((i % cells) + 0.5) * cell.width,
    y: (Math.floor(i / cells) + 0.5) * cell.height,
    ...cell,
    degrees: 0,
  }));
}
