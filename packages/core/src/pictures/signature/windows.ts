import type { GreyLevel } from "./grey-levels.js";

/** A square part of a picture beside what another picture shows there. */
export interface Window {
  /** Centre, in pixels of the level. */
  x: number;
  y: number;
  mean: number;
  otherMean: number;
  /** Neither picture has detail there. */
  isFlat: boolean;
  /** Their details are the same but for brightness and contrast. */
  isSame: boolean;
}

/** Pixels on a window's sides, and from one window to the next. */
export const side = 7;
export const stride = 3;

/** Standard deviation, of 255, up to which a window is flat. */
const flatDeviation = 2.5;

/** Least correlation of equal details. Two drawings of one motif reach 0.9. */
const leastCorrelation = 0.95;

/** Least ratio of the variances of equal details: a fifth of the contrast. */
const leastContrast = 0.04;

/** All windows of a level that `other`, in its pixels and -1 where there are none, covers. */
export function readWindows(level: GreyLevel, other: Float32Array): Window[] {
  const windows: Window[] = [];
  for (let y = 0; y + side <= level.height; y += stride) {
    for (let x = 0; x + side <= level.width; x += stride) {
      const window = readWindow(level, other, x, y);
      if (window) windows.push(window);
    }
  }
  return windows;
}

/** Windows of a level that have detail. */
export function countDetailed(level: GreyLevel): number {
  return readWindows(level, level.values).filter(({ isFlat }) => !isFlat).length;
}

function readWindow(
  { values, width }: GreyLevel,
  other: Float32Array,
  left: number,
  top: number,
): Window | null {
  let sum = 0;
  let otherSum = 0;
  let squares = 0;
  let otherSquares = 0;
  let products = 0;
  for (let y = top; y < top + side; y++) {
    const begin = y * width + left;
    for (let at = begin; at < begin + side; at++) {
      const value = values[at]!;
      const laid = other[at]!;
      if (laid < 0) return null;
      sum += value;
      otherSum += laid;
      squares += value * value;
      otherSquares += laid * laid;
      products += value * laid;
    }
  }
  const count = side * side;
  const [mean, otherMean] = [sum / count, otherSum / count];
  const variance = Math.max(0, squares / count - mean * mean);
  const otherVariance = Math.max(0, otherSquares / count - otherMean * otherMean);
  const covariance = products / count - mean * otherMean;
  const larger = Math.max(variance, otherVariance);
  return {
    x: left + side / 2,
    y: top + side / 2,
    mean,
    otherMean,
    isFlat: larger < flatDeviation ** 2,
    isSame:
      covariance > leastCorrelation * Math.sqrt(variance * otherVariance) &&
      Math.min(variance, otherVariance) > leastContrast * larger,
  };
}

const leastWindows = 5;

/** Bounds of a contrast that a person would choose. */
const [leastGain, mostGain] = [0.4, 2.5];

/** Least squares over the windows that follow the fit so far, from those with equal details on. */
export function fitBrightness(windows: readonly Window[]): { gain: number; bias: number } {
  let followed = windows.filter(({ isFlat, isSame }) => isSame && !isFlat);
  if (followed.length < leastWindows) followed = [...windows];
  if (followed.length === 0) return { gain: 1, bias: 0 };
  let fit = fitTo(followed);
  for (let round = 0; round < 3; round++) {
    const { gain, bias } = fit;
    const next = windows.filter(({ isFlat, isSame, mean, otherMean }) => {
      const expected = Math.min(255, Math.max(0, gain * mean + bias));
      return (isSame || isFlat) && Math.abs(expected - otherMean) < 14;
    });
    if (next.length < leastWindows) break;
    fit = fitTo(next);
  }
  return fit;
}

function fitTo(windows: readonly Window[]): { gain: number; bias: number } {
  let [mean, otherMean, squares, products] = [0, 0, 0, 0];
  for (const window of windows) {
    mean += window.mean / windows.length;
    otherMean += window.otherMean / windows.length;
    squares += window.mean ** 2 / windows.length;
    products += (window.mean * window.otherMean) / windows.length;
  }
  const variance = squares - mean * mean;
  const slope = variance > 1 ? (products - mean * otherMean) / variance : 1;
  const gain = Math.min(mostGain, Math.max(leastGain, slope));
  return { gain, bias: otherMean - gain * mean };
}
