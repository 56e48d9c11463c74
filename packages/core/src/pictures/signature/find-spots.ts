import type { GreyLevel } from "./grey-levels.js";

/** A place where a level is brighter or darker than all around it, in the level's pixels. */
export interface Spot {
  x: number;
  y: number;
  strength: number;
  isBright: boolean;
}

/** Least determinant of second differences; what is below is noise. */
const leastStrength = 2;

/**
 * The strongest spots of a level, `count` at most and spread over it, at least
 * `margin` pixels from its edges: local maxima of the determinant of the Hessian
 * (Lindeberg, "Feature Detection with Automatic Scale Selection", 1998), which
 * passes over edges.
 */
export function findSpots(level: GreyLevel, margin: number, count: number): Spot[] {
  const { width, height } = level;
  const strengths = strengthsOf(level, margin);
  const spots: Spot[] = [];
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const value = strengths[y * width + x]!;
      const strength = Math.abs(value);
      if (strength < leastStrength || !isPeak(strengths, y * width + x, width, strength)) continue;
      spots.push({ x, y, strength, isBright: value > 0 });
    }
  }
  return spread(spots, level, count);
}

/** The determinant at each pixel, negative for dark spots, 0 where there is none. */
function strengthsOf({ values, width, height }: GreyLevel, margin: number): Float32Array {
  const strengths = new Float32Array(values.length);
  for (let y = margin - 1; y <= height - margin; y++) {
    for (let x = margin - 1; x <= width - margin; x++) {
      const at = y * width + x;
      const centre = 2 * values[at]!;
      const xx = values[at - 2]! + values[at + 2]! - centre;
      const yy = values[at - 2 * width]! + values[at + 2 * width]! - centre;
      const falling = values[at - width - 1]! + values[at + width + 1]!;
      const xy = falling - values[at - width + 1]! - values[at + width - 1]!;
      const determinant = xx * yy - xy * xy;
      if (determinant > 0) strengths[at] = xx < 0 ? determinant : -determinant;
    }
  }
  return strengths;
}

/** Whether no neighbour is stronger; of equals the first is the peak. */
function isPeak(strengths: Float32Array, at: number, width: number, strength: number): boolean {
  for (let dy = -width; dy <= width; dy += width) {
    for (let dx = -1; dx <= 1; dx++) {
      const other = Math.abs(strengths[at + dy + dx]!);
      if (other > strength || (other === strength && dy + dx < 0)) return false;
    }
  }
  return true;
}

/** The strongest, none near another, so that one busy corner is not all there is. */
function spread(spots: Spot[], { width, height }: GreyLevel, count: number): Spot[] {
  const radius = Math.max(2, Math.round(0.4 * Math.sqrt((width * height) / count)));
  const isTaken = new Uint8Array(width * height);
  const kept: Spot[] = [];
  for (const spot of spots.sort((a, b) => b.strength - a.strength)) {
    if (kept.length === count) break;
    const { x, y } = spot;
    if (isTaken[y * width + x]) continue;
    kept.push(spot);
    const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)];
    for (let row = Math.max(0, y - radius); row < Math.min(height, y + radius + 1); row++) {
      isTaken.fill(1, row * width + left, row * width + right);
    }
  }
  return kept;
}
