import { compileKernel, instantiateModule, pageBytes } from "../../lib/web-assembly.js";
import { levelKernelBase64 } from "./level-kernel.wasm.js";

/** Addresses in bytes, sizes in pixels; see level-kernel.wat. */
interface LevelKernel {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  grey(source: number, count: number, target: number): void;
  blur(
    source: number,
    width: number,
    height: number,
    row: number,
    between: number,
    target: number,
  ): void;
  reduce(
    source: number,
    width: number,
    columns: number,
    toWidth: number,
    rows: number,
    toHeight: number,
    row: number,
    target: number,
  ): void;
  spots(
    values: number,
    width: number,
    height: number,
    margin: number,
    strengths: number,
    found: number,
  ): number;
  describe(values: number, offsets: number, spots: number, count: number, target: number): void;
}

/** What the kernel reads and writes beyond an end. */
const slackBytes = 32;

let kernel: LevelKernel | undefined;

/**
 * The kernel, with room for pieces of these sizes in bytes, one behind the other, and
 * where each begins. The room is the caller's until the next call.
 */
export function levelKernel<Sizes extends Record<string, number>>(
  sizes: Sizes,
): { kernel: LevelKernel; buffer: ArrayBuffer; at: { [Name in keyof Sizes]: number } } {
  // Where there is sharp, there is SIMD: both want the same processors.
  kernel ??= instantiateModule<LevelKernel>(compileKernel(levelKernelBase64));
  let end = 0;
  const at = {} as { [Name in keyof Sizes]: number };
  for (const name in sizes) {
    at[name] = end;
    end += Math.ceil((sizes[name]! + slackBytes) / 16) * 16;
  }
  const missing = end - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / pageBytes));
  return { kernel, buffer: kernel.memory.buffer, at };
}
