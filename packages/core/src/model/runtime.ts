import type { InferenceSession, Tensor } from "onnxruntime-web";
import { RevimgError } from "../errors.js";

/** What runs the model: the native binding, or WebAssembly where that is not installed. */
export type InferenceRuntime = "onnxruntime-node" | "onnxruntime-web";

const nativePackage: InferenceRuntime = "onnxruntime-node";

/** The part of ONNX Runtime's interface that both packages share. */
interface OnnxRuntime {
  InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => Tensor;
}

export interface LoadedModel {
  runtime: InferenceRuntime;
  /** Why the native binding is not used; undefined when it is, or when it was not asked for. */
  nativeProblem: string | undefined;
  /** Runs one batch: `input` is of `shape`, the answer holds each output's values. */
  run(
    input: Float32Array,
    shape: readonly number[],
    outputs: readonly string[],
  ): Promise<Float32Array[]>;
}

export interface LoadOptions {
  inputTensor: string;
  /** Threads of one native inference. */
  threads: number;
  /** Insists on one runtime; default is the native one, and the other where it is missing. */
  runtime?: InferenceRuntime | undefined;
}

/** Loads a model into the native runtime if it is installed, else into WebAssembly. */
export async function loadModel(model: Uint8Array, options: LoadOptions): Promise<LoadedModel> {
  const native = options.runtime === "onnxruntime-web" ? undefined : await importNative();
  if (native !== undefined && !(native instanceof Error)) {
    const session = await native.InferenceSession.create(model, {
      intraOpNumThreads: options.threads,
      // A spinning thread pool takes the processor time that decoding needs.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
    return loaded("onnxruntime-node", native, session, options.inputTensor, undefined);
  }
  if (options.runtime === "onnxruntime-node") {
    throw new RevimgError(
      "missing_dependency",
      `onnxruntime-node can't be loaded: ${native?.message}. Run: npm install onnxruntime-node`,
    );
  }
  const web = await import("onnxruntime-web");
  // On two cores, two threads took twice as long as one: the pool spins while it waits.
  web.env.wasm.numThreads = 1;
  const session = await web.InferenceSession.create(model, { executionProviders: ["wasm"] });
  return loaded("onnxruntime-web", web, session, options.inputTensor, native?.message);
}

/** The optional dependency, or why it is not there. */
async function importNative(): Promise<OnnxRuntime | Error> {
  try {
    // Not a literal: a bundler would look for the package, and copy its binaries.
    return (await import(nativePackage)) as OnnxRuntime;
  } catch (error) {
    if (!(error instanceof Error)) return new Error(String(error));
    const missing = "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    return missing ? new Error("it is not installed") : error;
  }
}

function loaded(
  runtime: InferenceRuntime,
  { Tensor }: OnnxRuntime,
  session: InferenceSession,
  inputTensor: string,
  nativeProblem: string | undefined,
): LoadedModel {
  return {
    runtime,
    nativeProblem,
    async run(input, shape, outputs) {
      const feeds = { [inputTensor]: new Tensor("float32", input, shape) };
      const results = await session.run(feeds, [...outputs]);
      return outputs.map((name) => results[name]!.data as Float32Array);
    },
  };
}
