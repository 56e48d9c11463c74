/** The parts of the WebAssembly API that are used here. Node's own types do not declare it. */
declare const WebAssembly: {
  Memory: new (options: { initial: number; maximum: number; shared: true }) => SharedMemory;
  Module: new (bytes: Uint8Array) => CompiledKernel;
  Instance: new (
    module: CompiledKernel,
    imports: Record<string, Record<string, unknown>>,
  ) => { exports: unknown };
};

export interface CompiledKernel {
  readonly [Symbol.toStringTag]: "WebAssembly.Module";
}

/** A `WebAssembly.Memory` that threads share; it may be posted to a worker. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** Bytes of a page, the unit in which WebAssembly counts memory. */
export const pageBytes = 65_536;

/** Zero-filled. Throws where the process may not reserve that much. */
export function newSharedMemory(pages: number): SharedMemory {
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Throws when WebAssembly, or an instruction of the kernel, is not supported. */
export function compileKernel(base64: string): CompiledKernel {
  return new WebAssembly.Module(
    Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
  );
}

/** What the kernel exports, bound to what it imports. */
export function instantiateModule<Exports>(
  module: CompiledKernel,
  imports: Record<string, Record<string, unknown>> = {},
): Exports {
  return new WebAssembly.Instance(module, imports).exports as Exports;
}
