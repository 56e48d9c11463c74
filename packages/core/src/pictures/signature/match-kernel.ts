import {
  type CompiledKernel,
  compileKernel,
  instantiateModule,
  pageBytes,
} from "../../lib/web-assembly.js";
import { comparisons, descriptorWords } from "./describe-spots.js";
import { matchKernelBase64 } from "./match-kernel.wasm.js";

/** Addresses in bytes; see match-kernel.wat. */
interface MatchKernel {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  setPattern(at: number): void;
  arrange(from: number, end: number, number: number, table: number, rows: number): void;
  match(
    from: number,
    tables: number,
    ranges: number,
    rangesEnd: number,
    mostFirst: number,
    most: number,
    found: number,
  ): number;
}

/**
 * Descriptors that others are looked for among, in two parts. They must not change: what
 * is made ready of the last two sets is kept.
 */
export interface DescriptorParts {
  /** Shape [count, descriptorWords]. */
  descriptors: Int32Array;
  /** The first descriptor of the second part. */
  cut: number;
}

/** Bits in which descriptors may differ: in the first word, and in all. */
export interface MatchLimits {
  mostFirst: number;
  most: number;
}

const descriptorBytes = 4 * descriptorWords;

/** 32-bit words of a match: two numbers and the bits. */
const foundWords = 3;

/** See match-kernel.wat. */
const [tableBytes, rowBytes] = [4 * 131, 24];

/** A query picture's as it is, and as in the mirror image. */
const mostArranged = 2;

/** A kernel, and its memory as 32-bit words. */
interface KernelMemory {
  kernel: MatchKernel;
  words: Int32Array;
}

/** Descriptors in the memory of a kernel of their own, so that many others meet them there. */
interface Arranged extends KernelMemory, DescriptorParts {
  /** The first address behind them. */
  end: number;
}

let compiled: CompiledKernel | undefined;

/** The last used one comes first. */
const arranged: Arranged[] = [];

/**
 * For each descriptor of `from` (shape [count, descriptorWords]) the nearest one of `to`,
 * where one is within the limits; of equally near ones the first. Shape [matches, 3]: the
 * numbers of both descriptors, and the bits in which they differ. Valid until the next call.
 *
 * @param ranges shape [ranges, 5]: descriptors of `from`, from the first to behind the last
 *   one; the part of `to`, 0 or 1; those of this part that they may match, from the first to
 *   behind the last one. No descriptor of `from` may be in two ranges.
 */
export function matchDescriptors(
  from: Int32Array,
  to: DescriptorParts,
  ranges: Int32Array,
  { mostFirst, most }: MatchLimits,
): Int32Array {
  const memory = arrangedFor(to);
  const fromAt = memory.end;
  const rangesAt = fromAt + from.byteLength;
  const foundAt = rangesAt + ranges.byteLength;
  const mostFound = from.length / descriptorWords;
  const words = withRoom(memory, foundAt + 4 * foundWords * mostFound);
  words.set(from, fromAt / 4);
  words.set(ranges, rangesAt / 4);
  const end = memory.kernel.match(fromAt, 0, rangesAt, foundAt, mostFirst, most, foundAt);
  return words.subarray(foundAt / 4, end / 4);
}

function arrangedFor(to: DescriptorParts): Arranged {
  const known = arranged.findIndex(
    ({ descriptors, cut }) => descriptors === to.descriptors && cut === to.cut,
  );
  if (known === 0) return arranged[0]!;
  const one = known > 0 ? arranged.splice(known, 1)[0]! : arrange(to);
  arranged.unshift(one);
  return one;
}

function arrange({ descriptors, cut }: DescriptorParts): Arranged {
  const memory = (arranged.length === mostArranged && arranged.pop()) || newKernel();
  const rowsAt = 2 * tableBytes;
  const end = rowsAt + (rowBytes * descriptors.length) / descriptorWords;
  withRoom(memory, end + descriptors.byteLength).set(descriptors, end / 4);
  const { kernel, words } = memory;
  const cutAt = end + cut * descriptorBytes;
  kernel.arrange(end, cutAt, 0, 0, rowsAt);
  const descriptorsEnd = end + descriptors.byteLength;
  kernel.arrange(cutAt, descriptorsEnd, cut, tableBytes, rowsAt + cut * rowBytes);
  return { kernel, words, descriptors, cut, end };
}

function newKernel(): KernelMemory {
  compiled ??= compileKernel(matchKernelBase64);
  const kernel = instantiateModule<MatchKernel>(compiled);
  const words = new Int32Array(kernel.memory.buffer);
  words.set(pattern());
  kernel.setPattern(0);
  return { kernel, words };
}

function withRoom(memory: KernelMemory, bytes: number): Int32Array {
  const missing = bytes - memory.words.byteLength;
  if (missing > 0) {
    memory.kernel.memory.grow(Math.ceil(missing / pageBytes));
    memory.words = new Int32Array(memory.kernel.memory.buffer);
  }
  return memory.words;
}

/**
 * The descriptor of a place that gets darker from top to bottom. Descriptors differ from it
 * in very different numbers of bits: where light comes from above, many such places are.
 */
function pattern(): Int32Array {
  const words = new Int32Array(descriptorWords);
  for (let i = 0; i < 32 * descriptorWords; i++) {
    const isUpper = comparisons[4 * i + 1]! < comparisons[4 * i + 3]!;
    if (isUpper) words[i >> 5]! |= 1 << (i & 31);
  }
  return words;
}
