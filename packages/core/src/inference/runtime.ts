import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { InferenceSession } from "onnxruntime-web";
import type { Device } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import { workerUrl } from "../lib/workers/worker-url.js";
import { externalFiles } from "../model-files/external-data.js";
import type { OnnxFile } from "../model-files/model-manifest.js";
import { type Session, type TensorConstructor, wrapSession } from "./session.js";

/** What runs the model: the native binding, or WebAssembly if that is not installed. */
export type InferenceRuntime = "onnxruntime-node" | "onnxruntime-web";

const nativePackage: InferenceRuntime = "onnxruntime-node";

/**
 * Works even when only the package registry is reachable. The install script would
 * fetch CUDA files, which the CPU does not need.
 */
export const nativeRemedy = "npm install --ignore-scripts onnxruntime-node";

/** The part of ONNX Runtime's interface that both packages share. */
interface OnnxRuntime {
  InferenceSession: {
    create(
      model: string | Uint8Array,
      options: InferenceSession.SessionOptions,
    ): Promise<InferenceSession>;
  };
  Tensor: TensorConstructor;
}

export interface RuntimeOptions {
  /** Threads of one native inference. */
  threads: number;
  device: Device;
  /** Insists on one runtime. By default the native one is used, or WebAssembly if it is missing. */
  runtime: InferenceRuntime | undefined;
}

export interface Runtime {
  name: InferenceRuntime;
  /** Why the native binding is not used; undefined when it is used or nobody asked for it. */
  nativeProblem: string | undefined;
  /** Loads an ONNX file, by its absolute path. `file` says whether it has external data. */
  open(path: string, file?: OnnxFile): Promise<Session>;
}

/** Loads the native runtime, if there is one, before `openRuntime` asks for it. */
export function preloadRuntime(wanted: InferenceRuntime | undefined): void {
  if (wanted !== "onnxruntime-web") loadNative();
}

/**
 * The native runtime if it is installed, else WebAssembly. Rejects with
 * `missing_dependency` or `dependency_load_failed` when the runtime that was asked for,
 * or that the device needs, can't be loaded.
 */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const native = options.runtime === "onnxruntime-web" ? undefined : loadNative();
  if (native !== undefined && !("problem" in native)) return nativeRuntime(native, options);
  const required = options.runtime === "onnxruntime-node" || options.device !== "cpu";
  if (required && options.runtime !== "onnxruntime-web") {
    const wanted = options.device === "cpu" ? "" : ` device "${options.device}" needs it.`;
    throw new RevimgError(
      native?.isMissing === false ? "dependency_load_failed" : "missing_dependency",
      `onnxruntime-node can't be used: ${native?.problem}.${wanted} Run: ${nativeRemedy}`,
    );
  }
  return webRuntime(options, native?.problem);
}

function nativeRuntime(native: OnnxRuntime, { threads, device }: RuntimeOptions): Runtime {
  const onnx = { ...native, Tensor: readableHalves(native.Tensor) };
  return {
    name: "onnxruntime-node",
    nativeProblem: undefined,
    // Opened by path, so that hundreds of megabytes do not pass through JavaScript. The
    // runtime finds the external data beside the file by itself.
    open: (path) =>
      create(onnx, path, path, device, {
        executionProviders: [device],
        intraOpNumThreads: threads,
        // A spinning thread pool takes the processor time that decoding needs.
        extra: { session: { intra_op: { allow_spinning: "0" } } },
      }),
  };
}

/**
 * Where the language has a `Float16Array` (Node 24), the package makes one of the bits it
 * is given, and its native part reads nothing of that. It reads the bits themselves.
 */
function readableHalves(TensorOf: TensorConstructor): TensorConstructor {
  return class extends TensorOf {
    constructor(...[type, data, shape]: ConstructorParameters<TensorConstructor>) {
      super(type, data, shape);
      if (type === "float16") Object.assign(this, { cpuData: data });
    }
  };
}

async function webRuntime(
  { device }: RuntimeOptions,
  nativeProblem: string | undefined,
): Promise<Runtime> {
  const onnx = (await import(workerUrl("onnx-wasm").href)) as typeof import("./onnx-wasm.js");
  // On two cores, two threads took twice as long as one: the pool spins while it waits.
  onnx.env.wasm.numThreads = 1;
  const executionProviders = [device === "cpu" ? "wasm" : device];
  return {
    name: "onnxruntime-web",
    nativeProblem,
    open: async (path, file) => {
      const externalData = await Promise.all(
        externalPaths(path, file).map(async ({ location, path }) => ({
          path: location,
          data: await readFile(path),
        })),
      );
      const options = { executionProviders, ...(externalData.length > 0 && { externalData }) };
      return create(onnx, path, await readFile(path), device, options);
    },
  };
}

/** The files of external data: what the ONNX file calls each, and its absolute path. */
function externalPaths(path: string, file: OnnxFile | undefined) {
  return externalFiles(file).map(({ location }) => ({
    location,
    path: join(dirname(path), ...location.split("/")),
  }));
}

async function create(
  onnx: OnnxRuntime,
  path: string,
  model: string | Uint8Array,
  device: Device,
  options: InferenceSession.SessionOptions,
): Promise<Session> {
  try {
    return wrapSession(await onnx.InferenceSession.create(model, options), onnx.Tensor);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (device !== "cpu") {
      throw new RevimgError(
        "dependency_load_failed",
        `The option device: "${device}" can't be used here: ${reason}. Install what this device needs (see ONNX Runtime's documentation of execution providers), or use device: "cpu".`,
        { cause, details: { option: "device", device } },
      );
    }
    if (/alloc|out of memory/i.test(reason)) {
      throw new RevimgError(
        "model_unavailable",
        `There is not enough memory to load ${path}: ${reason}. Use fewer workers, or a smaller model.`,
        { cause },
      );
    }
    throw new RevimgError(
      "model_corrupt",
      `ONNX Runtime can't load ${path}: ${reason}. Use a model file that it supports.`,
      { cause, details: { path } },
    );
  }
}

/** The optional dependency, or why it is not there. */
function loadNative(): OnnxRuntime | { problem: string; isMissing: boolean } {
  try {
    // Loaded as CommonJS, which takes a third less time than an import. The name is no
    // literal: a bundler would find the package and copy its binaries.
    return createRequire(import.meta.url)(nativePackage) as OnnxRuntime;
  } catch (error) {
    if (!(error instanceof Error)) return { problem: String(error), isMissing: false };
    const isMissing =
      "code" in error &&
      error.code === "MODULE_NOT_FOUND" &&
      error.message.includes(`'${nativePackage}'`);
    return { problem: isMissing ? "it is not installed" : error.message, isMissing };
  }
}
