import type { InferenceSession } from "onnxruntime-web";
import { type Session, wrapSession } from "../inference/session.js";
import { RevimgError } from "../lib/errors.js";
import { browser } from "./browser-globals.js";
import type { OnnxBytes } from "./model-files.js";
import type { BrowserDevice, LoadSettings } from "./worker-protocol.js";

export interface WebRuntime {
  device: BrowserDevice;
  /** Loads the bytes of an ONNX file. Messages call it `path`. */
  open(path: string, onnx: OnnxBytes): Promise<Session>;
}

/** Errors only: warnings on the console help only people who build models. */
const logSeverityLevel = 3;

/** The device that `auto` means here: WebGPU when there is an adapter, else WebAssembly. */
export async function chooseDevice(asked: BrowserDevice | "auto"): Promise<BrowserDevice> {
  if (asked === "wasm") return "wasm";
  const adapter = await browser.navigator?.gpu?.requestAdapter().catch(() => null);
  if (adapter) return "webgpu";
  if (asked === "auto") return "wasm";
  throw new RevimgError(
    "unsupported",
    'This browser gives no WebGPU adapter. Use device: "wasm", or "auto".',
  );
}

export async function openWebRuntime(
  device: BrowserDevice,
  { threads, wasmPaths }: Pick<LoadSettings, "threads" | "wasmPaths">,
): Promise<WebRuntime> {
  const onnx = await loadOnnx(device);
  onnx.env.wasm.numThreads = browser.crossOriginIsolated ? (threads ?? defaultThreads()) : 1;
  if (wasmPaths !== undefined) onnx.env.wasm.wasmPaths = wasmPaths;
  const options: InferenceSession.SessionOptions = {
    executionProviders: [device],
    logSeverityLevel,
  };
  return {
    device,
    open: async (path, { bytes, externalData }) => {
      const all = { ...options, ...(externalData.length > 0 && { externalData }) };
      try {
        return wrapSession(await onnx.InferenceSession.create(bytes, all), onnx.Tensor);
      } catch (cause) {
        throw openError(path, device, cause);
      }
    },
  };
}

/** Both are literals: a bundler then makes a file of each, and a page loads only one. */
async function loadOnnx(device: BrowserDevice) {
  try {
    return await (device === "webgpu"
      ? import("onnxruntime-web/webgpu")
      : import("onnxruntime-web/wasm"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RevimgError(
      "dependency_load_failed",
      `The package onnxruntime-web can't be loaded: ${reason}. Install it beside @revimg/core (npm install onnxruntime-web), bundle the page again, and serve all files of the bundle.`,
      { cause, details: { package: "onnxruntime-web" } },
    );
  }
}

/**
 * Half the cores. The other half is often the second threads of the same cores, and the
 * page needs some.
 */
function defaultThreads(): number {
  return Math.min(4, Math.ceil((browser.navigator?.hardwareConcurrency ?? 1) / 2));
}

function openError(path: string, device: BrowserDevice, cause: unknown): RevimgError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/no available backend|wasm|fetch|import/i.test(reason) && !/protobuf|opset/i.test(reason)) {
    return new RevimgError(
      "dependency_load_failed",
      `ONNX Runtime could not be started for "${device}": ${reason}. Its .wasm files must be served beside the bundle, or wasmPaths name their place; a page's security policy must allow 'wasm-unsafe-eval'.`,
      { cause },
    );
  }
  if (/alloc|out of memory/i.test(reason)) {
    return new RevimgError(
      "model_unavailable",
      `There is not enough memory to load ${path}: ${reason}. Close other pages, or use a smaller model.`,
      { cause },
    );
  }
  return new RevimgError(
    "model_corrupt",
    `ONNX Runtime can't load ${path}: ${reason}. Use a model file that it supports.`,
    { cause },
  );
}
