import { RevimgError } from "../errors.js";
import { scanKernelBase64 } from "./scan-kernel.wasm.js";

/** The parts of the WebAssembly API in use: Node's own types do not declare it. */
declare const WebAssembly: {
  Memory: new (options: { initial: number; maximum: number; shared: true }) => SharedMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: { scan: { memory: SharedMemory } },
  ) => { exports: Record<string, unknown> };
};

/** A `WebAssembly.Memory` that threads share; it may be posted to a worker. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

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

const pageBytes = 65_536;
let compiled: object | undefined;

/**
 * Zero-filled memory of a fixed size. The system backs a page when it is first written.
 * @throws RevimgError `overloaded` when the process may not reserve that much.
 */
export function allocateShared(bytes: number): SharedMemory {
  const pages = Math.ceil(bytes / pageBytes);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
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
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(atob(scanKernelBase64), (character) => character.charCodeAt(0)),
  );
  return new WebAssembly.Instance(compiled, { scan: { memory } }).exports.scan as ScanKernel;
}
