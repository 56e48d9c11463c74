import { compileKernel, instantiateModule, pageBytes } from "../../lib/web-assembly.js";
import { descriptorWords } from "./describe-spots.js";
import { matchKernelBase64 } from "./match-kernel.wasm.js";

/** Addresses in bytes; see match-kernel.wat. */
interface MatchKernel {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  match(
    from: number,
    fromEnd: number,
    begin: number,
    end: number,
    mostFirst: number,
    most: number,
    found: number,
  ): number;
}

/** Descriptors of `from` to be looked for among some of `to`, each range without its end. */
export interface MatchRange {
  from: [begin: number, end: number];
  to: [begin: number, end: number];
}

/** Bits in which descriptors may differ: in the first word, and in all. */
export interface MatchLimits {
  mostFirst: number;
  most: number;
}

const descriptorBytes = 4 * descriptorWords;

/** 32-bit words of a match: two addresses and the bits. */
const foundWords = 3;

let kernel: MatchKernel | undefined;

/**
 * For each descriptor of `from` (shape [count, 4], as `to`) the nearest one of `to`, where
 * one is within the limits; of equally near ones the first. Shape [matches, 3]: the
 * numbers of both descriptors, and the bits in which they differ. No descriptor of
 * `from` may be in two ranges. Valid until the next call.
 */
export function matchDescriptors(
  from: Int32Array,
  to: Int32Array,
  ranges: readonly MatchRange[],
  { mostFirst, most }: MatchLimits,
): Int32Array {
  kernel ??= instantiateModule<MatchKernel>(compileKernel(matchKernelBase64));
  const { memory, match } = kernel;
  const fromAt = to.byteLength;
  const foundAt = fromAt + from.byteLength;
  // The kernel may begin one match more than it finds.
  const needed = foundAt + 4 * foundWords * (from.length / descriptorWords + 1);
  const missing = needed - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  const words = new Int32Array(memory.buffer);
  words.set(to);
  words.set(from, to.length);
  let end = foundAt;
  for (const range of ranges) {
    const [fromBegin, fromEnd] = range.from;
    const [toBegin, toEnd] = range.to;
    end = match(
      fromAt + fromBegin * descriptorBytes,
      fromAt + fromEnd * descriptorBytes,
      toBegin * descriptorBytes,
      toEnd * descriptorBytes,
      mostFirst,
      most,
      end,
    );
  }
  const found = words.subarray(foundAt / 4, end / 4);
  for (let at = 0; at < found.length; at += foundWords) {
    found[at] = (found[at]! - fromAt) / descriptorBytes;
    found[at + 1] = found[at + 1]! / descriptorBytes;
  }
  return found;
}
