import type { RgbPixels } from "../resize/resize-plan.js";
import type { View } from "../signature/view-place.js";

/** Cells on the picture's longer side. */
const cellsAlong = 80;

/** Share of all pixels from which on one flat colour is ground. */
const leastGround = 0.03;

/** A cell with a smaller share of ground shows a picture. Lines of text leave a third of it. */
const mostGroundOfCell = 0.1;

/** Shares of the whole area that a panel has. */
const [leastArea, mostArea] = [0.015, 0.7];

/** Share of a panel's box that is no ground. */
const leastFilled = 0.5;

/** Panels that are looked at, the largest. */
const mostPanels = 4;

/** Difference of neighbours in one colour, of 255: compression leaves as much. */
const flatDifference = 2;

/**
 * Rectangles that stand on grounds of one colour, such as pictures on a screen or in a
 * collage, wherever they are; upright, the largest first.
 */
export function findPanels(picture: RgbPixels): View[] {
  const cell = Math.max(1, Math.round(Math.max(picture.width, picture.height) / cellsAlong));
  const columns = Math.floor(picture.width / cell);
  const rows = Math.floor(picture.height / cell);
  const marked = markPictures(picture, cell, columns, rows);
  const boxes: { left: number; top: number; right: number; bottom: number; size: number }[] = [];
  for (let start = 0; start < marked.length; start++) {
    if (marked[start]) boxes.push(takeBox(marked, columns, start));
  }
  const areaOf = ({ left, top, right, bottom }: (typeof boxes)[number]) =>
    (right - left) * (bottom - top);
  const longer = Math.max(picture.width, picture.height);
  return boxes
    .filter((box) => {
      const share = areaOf(box) / (columns * rows);
      return share >= leastArea && share <= mostArea && box.size >= leastFilled * areaOf(box);
    })
    .sort((a, b) => areaOf(b) - areaOf(a))
    .slice(0, mostPanels)
    .map(({ left, top, right, bottom }) => ({
      x: (cell * (left + right)) / 2 / longer,
      y: (cell * (top + bottom)) / 2 / longer,
      width: (cell * (right - left)) / longer,
      height: (cell * (bottom - top)) / longer,
      degrees: 0,
    }));
}

/**
 * Shape [rows, columns]: 1 for cells with next to no ground. Ground is a colour, to five
 * bits a channel, of which a good part of the picture is without any detail.
 */
function markPictures(
  { pixels, width, height }: RgbPixels,
  cell: number,
  columns: number,
  rows: number,
): Uint8Array {
  const isNear = (at: number, other: number) =>
    Math.abs(pixels[at]! - pixels[other]!) <= flatDifference &&
    Math.abs(pixels[at + 1]! - pixels[other + 1]!) <= flatDifference &&
    Math.abs(pixels[at + 2]! - pixels[other + 2]!) <= flatDifference;
  const colours = new Uint16Array(width * height);
  const counts = new Uint32Array(2 ** 15);
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const at = 3 * pixel;
      const colour =
        ((pixels[at]! >> 3) << 10) | ((pixels[at + 1]! >> 3) << 5) | (pixels[at + 2]! >> 3);
      colours[pixel] = colour;
      if (x > 0 && y > 0 && isNear(at, at - 3) && isNear(at, at - 3 * width)) counts[colour]!++;
    }
  }
  const marked = new Uint8Array(columns * rows);
  for (let i = 0; i < marked.length; i++) {
    const [left, top] = [cell * (i % columns), cell * Math.floor(i / columns)];
    let ground = 0;
    for (let y = top; y < top + cell; y++) {
      for (let x = left; x < left + cell; x++) {
        if (counts[colours[y * width + x]!]! >= leastGround * width * height) ground++;
      }
    }
    if (ground < mostGroundOfCell * cell * cell) marked[i] = 1;
  }
  return marked;
}

/** The box around the marked cells that hang together with one, which are marked no more; `size` of them. */
function takeBox(marked: Uint8Array, columns: number, start: number) {
  const box = { left: columns, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0, size: 0 };
  const waiting = [start];
  marked[start] = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    box.left = Math.min(box.left, column);
    box.top = Math.min(box.top, row);
    box.right = Math.max(box.right, column + 1);
    box.bottom = Math.max(box.bottom, row + 1);
    box.size++;
    const beside = [at - columns, at + columns];
    if (column > 0) beside.push(at - 1);
    if (column + 1 < columns) beside.push(at + 1);
    for (const next of beside) {
      if (!marked[next]) continue;
      marked[next] = 0;
      waiting.push(next);
    }
  }
  return box;
}
