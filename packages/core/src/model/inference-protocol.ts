import type { PlainError } from "../errors.js";
import type { NativeGuard } from "./native-guard.js";
import type { RgbPixels } from "./resize.js";
import type { InferenceRuntime } from "./runtime.js";
import type { ModelTag } from "./tags.js";

/** Given to the inference thread when it starts. */
export interface InferenceWorkerData {
  /** URL of the model's folder. */
  modelDirectory: string;
  threads: number;
  /** Insists on one runtime. */
  runtime: InferenceRuntime | undefined;
  guard: NativeGuard;
}

/** Answer to `load`. */
export interface LoadedModelInfo {
  id: string;
  dimension: number;
  /** SHA-256 of the model file. */
  hash: string;
  preprocessing: number;
  runtime: InferenceRuntime;
  nativeProblem: string | undefined;
}

/** What the model says about one picture. */
export interface Embedding {
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
  /** At most 8, best first. */
  tags: ModelTag[];
}

/** Answer to `embed`: one entry a picture, in their order; a bad one doesn't spoil the others. */
export type EmbeddingOutcome = { embedding: Embedding } | { error: PlainError };

/** A call to the inference thread. */
export type InferenceCall =
  | { call: number; method: "load"; args: [] }
  | { call: number; method: "embed"; args: [images: RgbPixels[]] };
