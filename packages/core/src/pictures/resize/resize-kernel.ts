import { compileKernel, instantiateModule, pageBytes } from "../../lib/web-assembly.js";
import { resizeKernelBase64 } from "./resize-kernel.wasm.js";
import type { ResizePlan } from "./resize-plan.js";
import type { AxisWeights } from "./resize-weights.js";

/** Addresses and sizes in bytes; see resize-kernel.wat. */
interface ResizeKernel {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  across(
    source: number,
    stride: number,
    rows: number,
    starts: number,
    weights: number,
    fours: number,
    columns: number,
    target: number,
  ): void;
  down(
    source: number,
    bytes: number,
    starts: number,
    weights: number,
    twos: number,
    rows: number,
    target: number,
  ): void;
}

/** Weights of an axis as the kernel reads them: `groups` of `groupSize` source pixels an output pixel. */
interface PackedWeights {
  groups: number;
  /** Two i16 in each: a pair of weights. */
  pairs: Int32Array;
  pairsEach: number;
}

/** The low bits of a weight are multiplied separately. */
const lowBits = 11;
/** Bytes that the kernel may read and write beyond its end. */
const slackBytes = 16;

let kernel: ResizeKernel | null | undefined;
const packed = {
  2: new WeakMap<AxisWeights, PackedWeights>(),
  4: new WeakMap<AxisWeights, PackedWeights>(),
};

/**
 * Resizes with WebAssembly SIMD; null when that is not supported. Its memory stays as
 * large as the largest picture needed it.
 */
export function resizeWithKernel(plan: ResizePlan): Uint8Array | null {
  kernel = kernel === undefined ? instantiate() : kernel;
  if (kernel === null) return null;
  const { source, firstRow, rows, crop } = plan;
  const across = packWeights(plan.across, 4);
  const down = packWeights(plan.down, 2);
  const rowBytes = source.width * 3;
  const narrowBytes = crop.width * 3;

  // The pieces follow each other. Bytes read beyond an end belong to the next piece,
  // and count 0 times.
  const layout = new Layout();
  const columnStarts = layout.take(crop.width * 4);
  const columnWeights = layout.take(crop.width * across.pairsEach * 4);
  const rowStarts = layout.take(crop.height * 4);
  const rowWeights = layout.take(crop.height * down.pairsEach * 4);
  const sourceAt = layout.take(rows * rowBytes + across.groups * 12 + slackBytes);
  const narrowAt = layout.take((rows + down.groups * 2) * narrowBytes + slackBytes);
  const outputAt = layout.take(crop.height * narrowBytes + slackBytes);
  const buffer = grow(kernel, layout.bytes);
  if (buffer === null) return null;

  const words = new Int32Array(buffer);
  const origin = source.left;
  for (let column = 0; column < crop.width; column += 1) {
    words[columnStarts / 4 + column] = (plan.across.starts[crop.left + column]! - origin) * 3;
  }
  words.set(partOf(across, crop.left, crop.width), columnWeights / 4);
  for (let row = 0; row < crop.height; row += 1) {
    const start = plan.down.starts[crop.top + row]! - source.top - firstRow;
    words[rowStarts / 4 + row] = start * narrowBytes;
  }
  words.set(partOf(down, crop.top, crop.height), rowWeights / 4);
  const bytes = new Uint8Array(buffer);
  bytes.set(source.pixels.subarray(firstRow * rowBytes, (firstRow + rows) * rowBytes), sourceAt);

  kernel.across(
    sourceAt,
    rowBytes,
    rows,
    columnStarts,
    columnWeights,
    across.groups,
    crop.width,
    narrowAt,
  );
  kernel.down(narrowAt, narrowBytes, rowStarts, rowWeights, down.groups, crop.height, outputAt);
  return bytes.slice(outputAt, outputAt + crop.height * narrowBytes);
}

/** Addresses of one piece of memory after the other. */
class Layout {
  bytes = 0;

  take(bytes: number): number {
    const address = this.bytes;
    this.bytes += Math.ceil(bytes / 16) * 16;
    return address;
  }
}

function partOf({ pairs, pairsEach }: PackedWeights, first: number, count: number): Int32Array {
  return pairs.subarray(first * pairsEach, (first + count) * pairsEach);
}

/** For each group: the high parts of its weights, pair by pair, then the low ones. */
function packWeights(table: AxisWeights, groupSize: 2 | 4): PackedWeights {
  const known = packed[groupSize].get(table);
  if (known !== undefined) return known;
  const { counts, weights, stride } = table;
  const groups = Math.ceil(counts.reduce((most, count) => Math.max(most, count)) / groupSize);
  const pairsEach = groups * groupSize;
  const pairs = new Int32Array(counts.length * pairsEach);
  const halves = new Int16Array(pairs.buffer);
  for (let index = 0; index < counts.length; index += 1) {
    for (let tap = 0; tap < counts[index]!; tap += 1) {
      const weight = weights[index * stride + tap]!;
      const group = Math.floor(tap / groupSize);
      const at = (index * pairsEach + group * groupSize) * 2 + (tap % groupSize);
      halves[at] = weight >> lowBits;
      halves[at + groupSize] = weight & ((1 << lowBits) - 1);
    }
  }
  const result = { groups, pairs, pairsEach };
  packed[groupSize].set(table, result);
  return result;
}

/** The kernel's memory of at least that size; null where there is no more. */
function grow({ memory }: ResizeKernel, bytes: number): ArrayBuffer | null {
  const missing = bytes - memory.buffer.byteLength;
  try {
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return memory.buffer;
  } catch {
    return null;
  }
}

/** A page's security policy may forbid WebAssembly, and an old machine may lack SIMD. */
function instantiate(): ResizeKernel | null {
  try {
    return instantiateModule<ResizeKernel>(compileKernel(resizeKernelBase64));
  } catch {
    return null;
  }
}
