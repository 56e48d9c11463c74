import type { Frame } from "./frame.js";

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
 */
export function greyLevels(frame: Frame): GreyLevel[] {
  const levels = [blurred(greyOf(frame))];
  while (levels.length < levelCount) levels.push(blurred(reduced(levels.at(-1)!, frame)));
  return levels;
}

/** ITU-R BT.601 luma. */
function greyOf({ pixels, width, height }: Frame): GreyLevel {
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    values[i] = 0.299 * pixels[3 * i]! + 0.587 * pixels[3 * i + 1]! + 0.114 * pixels[3 * i + 2]!;
  }
  return { values, width, height, unitX: 1, unitY: 1 };
}

function reduced(from: GreyLevel, frame: Frame): GreyLevel {
  const width = Math.max(1, Math.round(from.width / levelStep));
  const height = Math.max(1, Math.round(from.height / levelStep));
  const values = new Float32Array(width * height);
  const columns = samplesOf(width, from.width);
  const rows = samplesOf(height, from.height);
  for (let y = 0; y < height; y++) {
    const [top, bottom, dy] = [rows.first[y]!, rows.second[y]!, rows.share[y]!];
    for (let x = 0; x < width; x++) {
      const [left, right, dx] = [columns.first[x]!, columns.second[x]!, columns.share[x]!];
      const above = from.values[top * from.width + left]!;
      const below = from.values[bottom * from.width + left]!;
      const upper = above + dx * (from.values[top * from.width + right]! - above);
      const lower = below + dx * (from.values[bottom * from.width + right]! - below);
      values[y * width + x] = upper + dy * (lower - upper);
    }
  }
  return { values, width, height, unitX: frame.width / width, unitY: frame.height / height };
}

/** Between which two of `from` pixels each of `to` lies, and how near the second it is. */
function samplesOf(to: number, from: number) {
  const first = new Uint16Array(to);
  const second = new Uint16Array(to);
  const share = new Float32Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    first[i] = Math.floor(at);
    second[i] = Math.min(from - 1, first[i]! + 1);
    share[i] = at - first[i]!;
  }
  return { first, second, share };
}

/** Binomial weights 1 4 6 4 1, across and down; edges repeat. */
function blurred(level: GreyLevel): GreyLevel {
  const { values, width, height } = level;
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y++) blurLine(values, across, y * width, 1, width);
  const down = new Float32Array(values.length);
  for (let x = 0; x < width; x++) blurLine(across, down, x, width, height);
  return { ...level, values: down };
}

function blurLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
) {
  const last = start + (count - 1) * step;
  let [before2, before, here] = [from[start]!, from[start]!, from[start]!];
  let after = from[Math.min(last, start + step)]!;
  for (let at = start; at <= last; at += step) {
    const after2 = from[Math.min(last, at + 2 * step)]!;
    to[at] = (before2 + after2 + 4 * (before + after) + 6 * here) / 16;
    [before2, before, here, after] = [before, here, after, after2];
  }
}
