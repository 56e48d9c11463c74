import type { Frame } from "./frame.js";
import { levelKernel } from "./level-kernel.js";

/** How much smaller each level is than the one before: a third of an octave. */
export const levelStep = 2 ** (1 / 3);

/** The coarsest level is a quarter of the finest. */
export const levelCount = 7;

/** A grey picture, 0 to 255, rows from the top. */
export interface GreyLevel {
  values: Float32Array;
  width: number;
  height: number;
  /** Pixels of the frame for one of this level, across and down. */
  unitX: number;
  unitY: number;
}

/**
 * A frame as grey pictures of falling size, the first as large as the frame. Each
 * is slightly blurred, by as much of its own pixels as the others, so that one
 * detail looks alike on the level on which it has the same size.
 *
 * Grey is ITU-R BT.601 luma; the blur has the binomial weights 1 4 6 4 1, across and
 * down, and edges repeat; a smaller level's pixels lie between four of the larger one's.
 */
export function greyLevels(frame: Frame): GreyLevel[] {
  return firstLevels(frame, levelCount);
}

/** The first of them, at least one. */
export function firstLevels(frame: Frame, count: number): GreyLevel[] {
  const { width, height } = frame;
  const bytes = 4 * width * height;
  const { kernel, buffer, at } = levelKernel({
    pixels: frame.pixels.length,
    level: bytes,
    other: bytes,
    between: bytes,
    row: 4 * width,
    columns: 8 * (width + 4),
    rows: 12 * height,
  });
  new Uint8Array(buffer).set(frame.pixels, at.pixels);
  kernel.grey(at.pixels, width * height, at.other);
  const levels: GreyLevel[] = [];
  for (let size = { width, height }; ; ) {
    kernel.blur(at.other, size.width, size.height, at.row, at.between, at.level);
    const values = new Float32Array(buffer, at.level, size.width * size.height).slice();
    const units = { unitX: width / size.width, unitY: height / size.height };
    levels.push({ values, ...size, ...units });
    if (levels.length === count) return levels;
    const to = { width: reduced(size.width), height: reduced(size.height) };
    writeColumns(buffer, at.columns, to.width, size.width);
    writeRows(buffer, at.rows, to.height, size);
    const { level, columns, rows, row, other } = at;
    kernel.reduce(level, size.width, columns, to.width, rows, to.height, row, other);
    size = to;
  }
}

function reduced(side: number): number {
  return Math.max(1, Math.round(side / levelStep));
}

function writeColumns(buffer: ArrayBuffer, at: number, to: number, from: number): void {
  const count = Math.ceil(to / 4) * 4;
  const offsets = new Int32Array(buffer, at, count).fill(0);
  const shares = new Float32Array(buffer, at + 4 * count, count).fill(0);
  for (let x = 0; x < to; x++) {
    const place = placeOf(x, to, from);
    const left = Math.floor(place);
    offsets[x] = 4 * left;
    shares[x] = place - left;
  }
}

function writeRows(
  buffer: ArrayBuffer,
  at: number,
  to: number,
  from: { width: number; height: number },
): void {
  const view = new DataView(buffer, at, 12 * to);
  for (let y = 0; y < to; y++) {
    const place = placeOf(y, to, from.height);
    const above = Math.floor(place);
    view.setInt32(12 * y, 4 * from.width * above, true);
    view.setInt32(12 * y + 4, 4 * from.width * Math.min(from.height - 1, above + 1), true);
    view.setFloat32(12 * y + 8, place - above, true);
  }
}

/** Where a pixel of the smaller side lies on the larger one: its fraction is how near the next pixel is. */
function placeOf(i: number, to: number, from: number): number {
  return Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
}
