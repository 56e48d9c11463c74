import { filterKernels, type ResizeFilter } from "./resize-filters.js";

/** The weights with which source pixels make the resized pixels of one axis. */
export interface AxisWeights {
  /** First source pixel of each output pixel. */
  starts: Int32Array;
  /** How many source pixels each output pixel has. */
  counts: Int32Array;
  /** Weights in fixed point, `stride` places for each output pixel; 0 beyond its count. */
  weights: Int32Array;
  stride: number;
}

/** Fraction bits of a weight: 32 minus 8 of the pixel and 2 for overshoot, as in the reference. */
export const precisionBits = 22;

const tables = new Map<string, AxisWeights>();
const maxTables = 128;

/** Tables are kept, because most pictures of a collection have few different sizes. */
export function axisWeights(
  sourceSize: number,
  targetSize: number,
  filter: ResizeFilter = "bicubic",
): AxisWeights {
  const key = `${sourceSize}:${targetSize}:${filter}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const oldest = tables.keys().next();
  if (tables.size >= maxTables && !oldest.done) tables.delete(oldest.value);
  const table = computeAxisWeights(sourceSize, targetSize, filter);
  tables.set(key, table);
  return table;
}

/** The source pixels `[start, end)` that output pixel `index` of an axis is made from. */
export function reachOf(
  sourceSize: number,
  targetSize: number,
  index: number,
  filter: ResizeFilter = "bicubic",
): { start: number; end: number } {
  // The reference skips the pass of an axis whose size does not change.
  if (sourceSize === targetSize) return { start: index, end: index + 1 };
  const scale = sourceSize / targetSize;
  const support = filterKernels[filter].support * Math.max(scale, 1);
  const center = (index + 0.5) * scale;
  return {
    start: Math.max(0, Math.trunc(center - support + 0.5)),
    end: Math.min(sourceSize, Math.trunc(center + support + 0.5)),
  };
}

function computeAxisWeights(
  sourceSize: number,
  targetSize: number,
  filter: ResizeFilter,
): AxisWeights {
  const { support, weight } = filterKernels[filter];
  const scale = sourceSize / targetSize;
  const widening = Math.max(scale, 1);
  const unchanged = sourceSize === targetSize;
  const stride = unchanged ? 1 : Math.ceil(support * widening) * 2 + 1;
  const starts = new Int32Array(targetSize);
  const counts = new Int32Array(targetSize);
  const weights = new Int32Array(targetSize * stride);
  const values = new Float64Array(stride);
  for (let index = 0; index < targetSize; index += 1) {
    const { start, end } = reachOf(sourceSize, targetSize, index, filter);
    const center = (index + 0.5) * scale;
    const count = end - start;
    let sum = 0;
    for (let tap = 0; tap < count; tap += 1) {
      const value = unchanged ? 1 : weight((start + tap - center + 0.5) / widening);
      values[tap] = value;
      sum += value;
    }
    starts[index] = start;
    counts[index] = count;
    for (let tap = 0; tap < count; tap += 1) {
      const value = values[tap]!;
      const fixed = (value / sum) * (1 << precisionBits);
      weights[index * stride + tap] = Math.trunc(fixed + (value < 0 ? -0.5 : 0.5));
    }
  }
  return { starts, counts, weights, stride };
}
