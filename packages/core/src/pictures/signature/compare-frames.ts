import type { Placement } from "./fit-placement.js";
import type { Frame } from "./frame.js";
import { firstLevels, type GreyLevel, greyLevels, levelCount, levelStep } from "./grey-levels.js";
import { fitBrightness, readWindows, type Window } from "./windows.js";

/** A query's frame and its grey levels. */
export interface Looked {
  frame: Frame;
  levels: readonly GreyLevel[];
}

/** An indexed picture's frame, and the grey level whose details are compared. */
export interface StoredLook {
  frame: Frame;
  level: GreyLevel;
}

export interface Comparison {
  /** Share of the one picture's area that the other shows, in [0, 1]. */
  overlap: number;
  /** Places with detail that both show. */
  places: number;
  /** Share of these whose detail is the same, brightness and contrast aside. */
  sameDetail: number;
  /** Share of these whose detail, brightness and colour are the same. */
  sameColour: number;
  /** Contrast and brightness of the other picture against the one: `gain * value + bias`. */
  gain: number;
  bias: number;
}

/** The level whose details are compared: finer ones do not survive a quarter of the size. */
const comparedLevel = 2;

/** Largest difference of brightness, of 255, at a place that is the same. */
const mostDifference = 16;

/** Largest difference of blue and red from green, of 255, at a place that has the same colour. */
const mostColourDifference = 12;

export function lookAt(frame: Frame): Looked {
  return { frame, levels: greyLevels(frame) };
}

export function lookAtStored(frame: Frame): StoredLook {
  return { frame, level: firstLevels(frame, comparedLevel + 1)[comparedLevel]! };
}

/**
 * Compares two pictures place by place, the one laid on the other (on its mirror
 * image, where `isMirrored`).
 *
 * Similar pictures share their outlines; one picture and its copy share all
 * detail, except where something was laid over it.
 */
export function compareFrames(
  one: StoredLook,
  other: Looked,
  placement: Placement,
  isMirrored: boolean,
): Comparison {
  const { level } = one;
  const turn = { ...placement, mirrorWidth: isMirrored ? other.frame.width : null };
  const { laid, covered } = layOn(level, matchingLevel(other.levels, placement), turn);
  const windows = readWindows(level, laid);
  const { gain, bias } = fitBrightness(windows);
  let places = 0;
  let sameDetail = 0;
  let sameColour = 0;
  for (const window of windows) {
    if (window.isFlat) continue;
    places++;
    if (!window.isSame) continue;
    if (isNear(gain * window.mean + bias, window)) sameDetail++;
    if (!isNear(window.mean, window)) continue;
    const x = window.x * level.unitX;
    const y = window.y * level.unitY;
    const difference = colourDifference(
      one.frame,
      x,
      y,
      other.frame,
      xOf(turn, x, y),
      yOf(turn, x, y),
    );
    if (difference < mostColourDifference) sameColour++;
  }
  return {
    overlap: covered / laid.length,
    places,
    sameDetail: places === 0 ? 0 : sameDetail / places,
    sameColour: places === 0 ? 0 : sameColour / places,
    gain,
    bias,
  };
}

function isNear(value: number, { otherMean }: Window): boolean {
  return Math.abs(Math.min(255, Math.max(0, value)) - otherMean) < mostDifference;
}

/** A placement in another frame, or in its mirror image. */
interface Turn extends Placement {
  /** Pixels of the frame that is mirrored; null for one that is not. */
  mirrorWidth: number | null;
}

function xOf({ a, b, dx, mirrorWidth }: Turn, x: number, y: number): number {
  const toX = a * x - b * y + dx;
  return mirrorWidth === null ? toX : mirrorWidth - toX;
}

function yOf({ a, b, dy }: Turn, x: number, y: number): number {
  return b * x + a * y + dy;
}

/** The other picture's level on which a detail has as many pixels as it has on the compared one. */
function matchingLevel(levels: readonly GreyLevel[], { a, b }: Placement): GreyLevel {
  const steps = Math.round(Math.log(Math.hypot(a, b)) / Math.log(levelStep));
  return levels[Math.min(levelCount - 1, Math.max(0, comparedLevel + steps))]!;
}

/** What `other` shows at each pixel of `level`, -1 outside of it; and at how many it shows something. */
function layOn(level: GreyLevel, other: GreyLevel, turn: Turn) {
  const laid = new Float32Array(level.values.length).fill(-1);
  const { values, width, height, unitX, unitY } = other;
  const { a, b, dx, dy, mirrorWidth } = turn;
  let covered = 0;
  for (let y = 0, pixel = 0; y < level.height; y++) {
    const fromY = (y + 0.5) * level.unitY;
    for (let x = 0; x < level.width; x++, pixel++) {
      const fromX = (x + 0.5) * level.unitX;
      const toX = a * fromX - b * fromY + dx;
      const atX = (mirrorWidth === null ? toX : mirrorWidth - toX) / unitX - 0.5;
      const atY = (b * fromX + a * fromY + dy) / unitY - 0.5;
      const left = Math.floor(atX);
      const top = Math.floor(atY);
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) continue;
      const at = top * width + left;
      const upper = values[at]! + (atX - left) * (values[at + 1]! - values[at]!);
      const below = at + width;
      const lower = values[below]! + (atX - left) * (values[below + 1]! - values[below]!);
      laid[pixel] = upper + (atY - top) * (lower - upper);
      covered++;
    }
  }
  return { laid, covered };
}

/** The larger difference of blue and of red, both less green, on average around a place of each frame. */
function colourDifference(
  one: Frame,
  x: number,
  y: number,
  other: Frame,
  otherX: number,
  otherY: number,
): number {
  const colour = colourAt(one, x, y);
  const otherColour = colourAt(other, otherX, otherY);
  return Math.max(Math.abs(colour.blue - otherColour.blue), Math.abs(colour.red - otherColour.red));
}

/** Blue and red, less green, on average over every second pixel around a place of a frame. */
function colourAt({ pixels, width, height }: Frame, x: number, y: number) {
  const left = Math.floor(x) - 4;
  const top = Math.floor(y) - 4;
  let blue = 0;
  let red = 0;
  let count = 0;
  for (let atY = top < 0 ? top & 1 : top; atY <= y + 4 && atY < height; atY += 2) {
    for (let atX = left < 0 ? left & 1 : left; atX <= x + 4 && atX < width; atX += 2) {
      const at = 3 * (atY * width + atX);
      const green = pixels[at + 1]!;
      blue += pixels[at + 2]! - green;
      red += pixels[at]! - green;
      count++;
    }
  }
  return { blue: blue / count, red: red / count };
}
