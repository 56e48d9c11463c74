import { compileKernel, instantiateModule, pageBytes } from "../../lib/web-assembly.js";
import { descriptorWords } from "./describe-spots.js";
import { matchKernelBase64 } from "./match-kernel.wasm.js";

/** Addresses in bytes; see match-kernel.wat. */
interface MatchKernel {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  nearest(
    a: number,
    b: number,
    c: number,
    d: number,
    begin: number,
    end: number,
    mostFirst: number,
    most: number,
  ): number;
}

/** Which of the descriptors `begin` to `end` is nearest to the `i`th of `from`; negative when none is near. */
type Nearest = (from: Int32Array, i: number, begin: number, end: number) => number;

const descriptorBytes = 4 * descriptorWords;

let kernel: MatchKernel | undefined;

/**
 * Lays descriptors, shape [count, 4], out to be searched; they stay until the next call.
 * A near one differs in `mostFirst` bits of its first word at most, in `most` of all;
 * of equally near ones the first is found.
 */
export function searchIn(descriptors: Int32Array, mostFirst: number, most: number): Nearest {
  kernel ??= instantiateModule<MatchKernel>(compileKernel(matchKernelBase64));
  const { memory, nearest } = kernel;
  const missing = descriptors.byteLength - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  new Int32Array(memory.buffer).set(descriptors);
  return (from, i, begin, end) => {
    const at = i * descriptorWords;
    const found = nearest(
      from[at]!,
      from[at + 1]!,
      from[at + 2]!,
      from[at + 3]!,
      begin * descriptorBytes,
      end * descriptorBytes,
      mostFirst,
      most,
    );
    return found < 0 ? found : found / descriptorBytes;
  };
}
