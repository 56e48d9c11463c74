import type { Device, Dtype } from "../api/options.js";
import type { ModelManifest } from "../model-files/model-manifest.js";
import type { RgbPart } from "../pictures/resize/resize-plan.js";
import type { NativeGuard } from "./native-guard.js";
import type { ModelPicture } from "./preprocess.js";
import type { InferenceRuntime } from "./runtime.js";

/** Given to the inference thread when it starts: its runtime is loaded before the model is known. */
export interface InferenceWorkerData {
  /** Insists on one runtime. */
  runtime: InferenceRuntime | undefined;
  guard: NativeGuard;
}

/** What the inference thread is to load. */
export interface ModelToLoad {
  manifest: ModelManifest;
  dtype: Dtype;
  /** Absolute paths; no labels where the model is no classifier. */
  files: { image: string; labels: string | null };
  threads: number;
  device: Device;
}

/** A picture on its way to the thread, with pixels of its own. */
export type SentPicture = RgbPart & Pick<ModelPicture, "isPrepared">;

/** Absolute paths of what embeds texts: a model of its own, or the directions of the labels' words. */
export type TextFiles = { model: string; tokenizer: string } | { prototypes: string };

/** Answer to `load`. */
export interface LoadedModelInfo {
  runtime: InferenceRuntime;
  nativeProblem: string | undefined;
}

/**
 * A call to the inference thread; the next one comes after the answer. Answers
 * to `embed` and `embedTexts` are one `Outcome` each, in their order. The text
 * model is loaded by the first texts.
 */
export type InferenceCall =
  | [method: "load", args: [model: ModelToLoad]]
  | [method: "embed", args: [images: SentPicture[]]]
  | [method: "embedTexts", args: [texts: string[], files: TextFiles]];
