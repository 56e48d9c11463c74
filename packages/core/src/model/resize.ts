/** 8-bit RGB pixels, 3 bytes each, rows from the top. */
export interface RgbPixels {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** Where a crop lies in the resized picture, in its pixels. */
interface CropBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The weights with which source pixels make the resized pixels of one axis. */
interface AxisWeights {
  /** First source pixel of each output pixel. */
  starts: Int32Array;
  /** How many source pixels each output pixel has. */
  counts: Int32Array;
  /** Weights in fixed point, `stride` places for each output pixel. */
  weights: Int32Array;
  stride: number;
}

/** Fraction bits of a weight: 32, less 8 of the pixel and 2 for overshoot, as in the reference. */
const precisionBits = 22;

/** Pixels on each side of the centre that the kernel reaches, at scale 1. */
const kernelSupport = 2;

const tables = new Map<string, AxisWeights>();
const maxTables = 128;

/**
 * Resizes a picture to `size` and cuts `crop` out of the result.
 *
 * Gives the bytes that Pillow gives for `Image.resize(size, BICUBIC)`, the
 * resampling that CLIP's preprocessing is defined by: the cubic convolution
 * kernel of Keys (1981) with a = -0.5, widened by the reduction, applied across
 * and then down, with 22-bit weights and 8-bit pixels between the passes. Only
 * the pixels inside the crop are computed.
 */
export function resizeBicubic(
  image: RgbPixels,
  size: { width: number; height: number },
  crop: CropBox = { left: 0, top: 0, ...size },
): Uint8Array {
  const down = axisWeights(image.height, size.height);
  const firstRow = down.starts[crop.top]!;
  const last = crop.top + crop.height - 1;
  const rows = down.starts[last]! + down.counts[last]! - firstRow;
  const narrow = resizeAcross(image, axisWeights(image.width, size.width), crop, firstRow, rows);
  return resizeDown(narrow, down, crop, firstRow);
}

function resizeAcross(
  { pixels, width }: RgbPixels,
  { starts, counts, weights, stride }: AxisWeights,
  crop: CropBox,
  firstRow: number,
  rows: number,
): Uint8Array {
  const output = new Uint8ClampedArray(rows * crop.width * 3);
  const half = 1 << (precisionBits - 1);
  let target = 0;
  for (let row = 0; row < rows; row += 1) {
    const rowStart = (firstRow + row) * width;
    for (let column = crop.left; column < crop.left + crop.width; column += 1) {
      let source = (rowStart + starts[column]!) * 3;
      const from = column * stride;
      const to = from + counts[column]!;
      let red = half;
      let green = half;
      let blue = half;
      for (let index = from; index < to; index += 1) {
        const weight = weights[index]!;
        red += pixels[source]! * weight;
        green += pixels[source + 1]! * weight;
        blue += pixels[source + 2]! * weight;
        source += 3;
      }
      output[target] = red >> precisionBits;
      output[target + 1] = green >> precisionBits;
      output[target + 2] = blue >> precisionBits;
      target += 3;
    }
  }
  return new Uint8Array(output.buffer);
}

function resizeDown(
  narrow: Uint8Array,
  { starts, counts, weights, stride }: AxisWeights,
  crop: CropBox,
  firstRow: number,
): Uint8Array {
  const rowBytes = crop.width * 3;
  const output = new Uint8ClampedArray(rowBytes * crop.height);
  const sums = new Int32Array(rowBytes);
  for (let row = 0; row < crop.height; row += 1) {
    const from = (crop.top + row) * stride;
    const first = starts[crop.top + row]! - firstRow;
    sums.fill(1 << (precisionBits - 1));
    for (let tap = 0; tap < counts[crop.top + row]!; tap += 1) {
      const weight = weights[from + tap]!;
      const source = (first + tap) * rowBytes;
      for (let index = 0; index < rowBytes; index += 1) {
        sums[index] = sums[index]! + narrow[source + index]! * weight;
      }
    }
    for (let index = 0; index < rowBytes; index += 1) {
      output[row * rowBytes + index] = sums[index]! >> precisionBits;
    }
  }
  return new Uint8Array(output.buffer);
}

/** Tables are kept, because most pictures of a collection come in few sizes. */
function axisWeights(sourceSize: number, targetSize: number): AxisWeights {
  const key = `${sourceSize}:${targetSize}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const oldest = tables.keys().next();
  if (tables.size >= maxTables && !oldest.done) tables.delete(oldest.value);
  const table = computeAxisWeights(sourceSize, targetSize);
  tables.set(key, table);
  return table;
}

function computeAxisWeights(sourceSize: number, targetSize: number): AxisWeights {
  const starts = new Int32Array(targetSize);
  const counts = new Int32Array(targetSize);
  if (sourceSize === targetSize) {
    // The reference leaves out the pass of an axis whose size does not change.
    starts.forEach((_, index) => {
      starts[index] = index;
    });
    const weights = new Int32Array(targetSize).fill(1 << precisionBits);
    return { starts, counts: counts.fill(1), weights, stride: 1 };
  }
  const scale = sourceSize / targetSize;
  const widening = Math.max(scale, 1);
  const support = kernelSupport * widening;
  const stride = Math.ceil(support) * 2 + 1;
  const weights = new Int32Array(targetSize * stride);
  for (let index = 0; index < targetSize; index += 1) {
    const center = (index + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(sourceSize, Math.trunc(center + support + 0.5));
    const values = Array.from({ length: end - start }, (_, tap) =>
      cubicKernel((start + tap - center + 0.5) / widening),
    );
    const sum = values.reduce((total, value) => total + value, 0);
    starts[index] = start;
    counts[index] = values.length;
    values.forEach((value, tap) => {
      const fixed = (value / sum) * (1 << precisionBits);
      weights[index * stride + tap] = Math.trunc(fixed + (value < 0 ? -0.5 : 0.5));
    });
  }
  return { starts, counts, weights, stride };
}

/** Keys' cubic convolution, a = -0.5, at distance x in source pixels. */
function cubicKernel(x: number): number {
  const a = -0.5;
  const distance = Math.abs(x);
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
  return 0;
}
