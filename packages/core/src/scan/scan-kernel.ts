import { RevimgError } from "../lib/errors.js";
import {
  type CompiledKernel,
  compileKernel,
  instantiateModule,
  newSharedMemory,
  pageBytes,
  type SharedMemory,
} from "../lib/web-assembly.js";
import { scanKernelBase64 } from "./scan-kernel.wasm.js";

/** The kernel over one memory: addresses in bytes; see scan-kernel.wat. */
export type ScanKernel = (
  query: number,
  codes: number,
  scales: number,
  groups: number,
  dimension: number,
  threshold: number,
  hits: number,
) => number;

let compiled: CompiledKernel | undefined;

/**
 * Zero-filled memory of a fixed size. The system backs a page when it is first written.
 * @throws RevimgError `overloaded` when the process may not reserve that much.
 */
export function allocateShared(bytes: number): SharedMemory {
  const pages = Math.ceil(bytes / pageBytes);
  try {
    return newSharedMemory(pages);
  } catch (cause) {
    const mebibytes = Math.ceil(bytes / 2 ** 20);
    throw new RevimgError(
      "overloaded",
      `There is no memory for ${mebibytes} MiB more of vectors. Raise the process's limit on memory and address space.`,
      { cause },
    );
  }
}

/** The kernel bound to a memory; it is compiled once a thread. */
export function instantiateKernel(memory: SharedMemory): ScanKernel {
  compiled ??= compileKernel(scanKernelBase64);
  return instantiateModule<{ scan: ScanKernel }>(compiled, { scan: { memory } }).scan;
}
