import { readGround } from "./drawn-picture.js";
import type { Frame } from "./frame.js";
import { firstLevels, type GreyLevel, greyLevels, levelCount, levelStep } from "./grey-levels.js";
import { layOn, xOf, yOf } from "./lay-on.js";
import { meanColour } from "./mean-colour.js";
import { findOtherContent } from "./other-content.js";
import type { Placement } from "./placement.js";
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
  const { laid, covered } = layOn(
    level,
    matchingLevel(other.levels, placement, comparedLevel),
    turn,
  );
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
    const colour = meanColour(one.frame, x, y);
    const otherColour = meanColour(other.frame, xOf(turn, x, y), yOf(turn, x, y));
    const difference = Math.max(
      Math.abs(colour.blue - otherColour.blue),
      Math.abs(colour.red - otherColour.red),
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

/** Windows beside each other that show other content: a short word has 8, what edits leave seldom as many. */
const mostTogether = 7;

/** Share of the windows that show other content where something was laid over a photo: 0.26 at most. */
const mostOther = 0.35;

/**
 * Whether a picture on a ground has other content than the one laid on it. Forms, charts
 * and pages of one template are alike nearly everywhere; the part that differs decides.
 * In a photo a part may differ: something was laid over it.
 */
export function isOtherFilling(
  { frame }: StoredLook,
  other: Looked,
  placement: Placement,
  isMirrored: boolean,
): boolean {
  const [level] = firstLevels(frame, 1);
  const ground = readGround(level!);
  if (!ground) return false;
  const turn = { ...placement, mirrorWidth: isMirrored ? other.frame.width : null };
  const { laid } = layOn(level!, matchingLevel(other.levels, placement, 0), turn);
  const { together, share } = findOtherContent(level!, laid);
  return share > mostOther || (ground.isDrawn && together > mostTogether);
}

function isNear(value: number, { otherMean }: Window): boolean {
  return Math.abs(Math.min(255, Math.max(0, value)) - otherMean) < mostDifference;
}

/** The other picture's level on which a detail has as many pixels as it has on a level of the one. */
function matchingLevel(
  levels: readonly GreyLevel[],
  { a, b }: Placement,
  level: number,
): GreyLevel {
  const steps = Math.round(Math.log(Math.hypot(a, b)) / Math.log(levelStep));
  return levels[Math.min(levelCount - 1, Math.max(0, level + steps))]!;
}
