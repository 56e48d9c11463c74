import type { Placement } from "./fit-placement.js";
import type { Frame } from "./frame.js";
import { type GreyLevel, greyLevels, levelCount, levelStep } from "./grey-levels.js";
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
  return { frame, level: greyLevels(frame)[comparedLevel]! };
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
  const toOther = (x: number, y: number): [number, number] => {
    const toX = placement.a * x - placement.b * y + placement.dx;
    const toY = placement.b * x + placement.a * y + placement.dy;
    return [isMirrored ? other.frame.width - toX : toX, toY];
  };
  const laid = sampled(level, matchingLevel(other.levels, placement), toOther);
  const windows = readWindows(level, laid);
  const detailed = windows.filter(({ isFlat }) => !isFlat);
  const { gain, bias } = fitBrightness(windows);
  const isNear = (value: number, { otherMean }: Window) =>
    Math.abs(Math.min(255, Math.max(0, value)) - otherMean) < mostDifference;
  const hasSameColour = ({ x, y }: Window) => {
    const place = [x * level.unitX, y * level.unitY] as const;
    const [blue, red] = colourAt(one.frame, ...place);
    const [otherBlue, otherRed] = colourAt(other.frame, ...toOther(...place));
    const difference = Math.max(Math.abs(blue - otherBlue), Math.abs(red - otherRed));
    return difference < mostColourDifference;
  };
  const same = detailed.filter(({ isSame }) => isSame);
  const share = (count: number) => (detailed.length === 0 ? 0 : count / detailed.length);
  return {
    overlap: laid.reduce((sum, value) => sum + (value < 0 ? 0 : 1), 0) / laid.length,
    places: detailed.length,
    sameDetail: share(same.filter((window) => isNear(gain * window.mean + bias, window)).length),
    sameColour: share(
      same.filter((window) => isNear(window.mean, window) && hasSameColour(window)).length,
    ),
    gain,
    bias,
  };
}

/** The other picture's level on which a detail has as many pixels as it has on the compared one. */
function matchingLevel(levels: readonly GreyLevel[], { a, b }: Placement): GreyLevel {
  const steps = Math.round(Math.log(Math.hypot(a, b)) / Math.log(levelStep));
  return levels[Math.min(levelCount - 1, Math.max(0, comparedLevel + steps))]!;
}

/** What `other` shows at each pixel of `level`; -1 outside of it. */
function sampled(
  level: GreyLevel,
  other: GreyLevel,
  toOther: (x: number, y: number) => [number, number],
): Float32Array {
  const laid = new Float32Array(level.values.length).fill(-1);
  const { values, width, height } = other;
  for (let y = 0; y < level.height; y++) {
    for (let x = 0; x < level.width; x++) {
      const place = toOther((x + 0.5) * level.unitX, (y + 0.5) * level.unitY);
      const [atX, atY] = [place[0] / other.unitX - 0.5, place[1] / other.unitY - 0.5];
      const [left, top] = [Math.floor(atX), Math.floor(atY)];
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) continue;
      const at = top * width + left;
      const upper = values[at]! + (atX - left) * (values[at + 1]! - values[at]!);
      const below = at + width;
      const lower = values[below]! + (atX - left) * (values[below + 1]! - values[below]!);
      laid[y * level.width + x] = upper + (atY - top) * (lower - upper);
    }
  }
  return laid;
}

/** Blue and red, less green, on average around a place of a frame. */
function colourAt({ pixels, width, height }: Frame, x: number, y: number): [number, number] {
  let [blue, red, count] = [0, 0, 0];
  for (let atY = Math.floor(y) - 4; atY <= y + 4; atY += 2) {
    for (let atX = Math.floor(x) - 4; atX <= x + 4; atX += 2) {
      if (atX < 0 || atY < 0 || atX >= width || atY >= height) continue;
      const at = 3 * (atY * width + atX);
      blue += pixels[at + 2]! - pixels[at + 1]!;
      red += pixels[at]! - pixels[at + 1]!;
      count++;
    }
  }
  return [blue / count, red / count];
}
