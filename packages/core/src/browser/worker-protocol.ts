import type { Dtype } from "../api/options.js";
import type { Embedding, Outcome } from "../inference/image-model.js";
import type { PlainError } from "../lib/errors.js";
import type { ModelManifest } from "../model-files/model-manifest.js";
import type { Bitmap } from "./browser-globals.js";

/** Where a model runs in a browser. */
export type BrowserDevice = "wasm" | "webgpu";

/** Where ONNX Runtime's own files are: one URL above them all, or a URL for each. */
export type WasmPaths = string | { mjs?: string; wasm?: string };

/** How far the loading of one file is. */
export interface LoadProgress {
  /** Path of the file in the manifest. */
  file: string;
  receivedBytes: number;
  /** Null when neither the manifest nor the server tells it. */
  totalBytes: number | null;
  /** Whether it comes from the browser's own storage. */
  fromCache: boolean;
}

/** All that the worker needs to load a model. URLs are absolute. */
export interface LoadSettings {
  manifest: ModelManifest;
  dtype: Dtype;
  /** The manifest's paths are appended to it. */
  filesBase: string;
  device: BrowserDevice | "auto";
  threads: number | undefined;
  wasmPaths: WasmPaths | undefined;
  cache: boolean;
}

/** A picture on its way into the worker: encoded, or decoded by the page. */
export type WorkerPicture = Blob | Bitmap;

/** What each call takes and gives. The first texts load the text model. */
export interface WorkerMethods {
  load: { takes: LoadSettings; gives: { device: BrowserDevice } };
  embed: { takes: WorkerPicture[]; gives: Outcome<Embedding>[] };
  embedTexts: { takes: string[]; gives: Outcome<Float32Array>[] };
}

export type WorkerCall = {
  [Method in keyof WorkerMethods]: {
    call: number;
    method: Method;
    argument: WorkerMethods[Method]["takes"];
  };
}[keyof WorkerMethods];

export type WorkerMessage =
  | { call: number; result: unknown }
  | { call: number; error: PlainError }
  | { progress: LoadProgress };
