import type { Dtype } from "../api/options.js";
import type { Priority } from "../lib/workers/request-queue.js";
import type { DecodedImage } from "../pictures/decode.js";
import type { InputGeometry } from "../pictures/resize/input-geometry.js";
import type { Embedding } from "./image-model.js";
import type { ModelPicture } from "./preprocess.js";
import type { InferenceRuntime } from "./runtime.js";

export type { Embedding } from "./image-model.js";
export type { EmbedderModel } from "./load-threads.js";

/** Pixels of a picture: 8-bit RGB, 3 bytes each, rows from the top. */
export type EmbedderInput = Pick<DecodedImage, "pixels" | "pixelWidth" | "pixelHeight"> &
  Pick<ModelPicture, "isPrepared">;

/** A picture that `makeInput` has made as the model wants it. */
export function preparedInput(
  pixels: Uint8Array,
  { width, height }: Pick<InputGeometry, "width" | "height">,
): EmbedderInput {
  return { pixels, pixelWidth: width, pixelHeight: height, isPrepared: true };
}

export interface EmbedOptions {
  /** Queries are served before bulk work, and never in one batch with it. */
  priority: Priority;
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds in which the answer must come. A call that recent batches show to be
   * too late is refused at once with `overloaded`. A call that still waits at the
   * deadline is refused then. A call that already runs is answered late.
   */
  deadlineMs?: number | undefined;
}

/**
 * A loaded model in threads, for one caller. Calls may run concurrently; what waits is run
 * in batches. Several embedders may share the threads: then their calls take turns, and
 * may be in one batch.
 */
export interface Embedder {
  /** Name and version of the model, such as `"mini-2"`. */
  readonly id: string;
  /** Length of the vectors. */
  readonly dimension: number;
  /** Names what makes the vectors of pictures, 64 hex digits: see `imageModelHash`. */
  readonly hash: string;
  readonly dtype: Dtype;
  /** Version of the preprocessing; vectors of two versions are not compared. */
  readonly preprocessing: number;
  /** How the model's input is made; `workingSideFor` tells how many pixels to decode for it. */
  readonly input: InputGeometry;
  /** Whether `embedTexts` can be called. */
  readonly readsText: boolean;
  /** Whether `embed` gives tags: the model has a classifier. */
  readonly givesTags: boolean;

  /** What the model runs on. Rejects with why the model could not be loaded. */
  runtime(): Promise<InferenceRuntime>;

  /**
   * The vector (L2 norm 1) and the tags of a picture. Only a model with a classifier
   * gives tags. The pixels are copied when their turn comes; they stay the caller's,
   * and must not change until then.
   *
   * Rejects with the signal's reason; with `overloaded` (and `details.retryAfterMs`)
   * when the queue is full or the deadline can't be met; with `model_corrupt` when the
   * model gives no usable vector; with `model_unavailable` when the thread ended twice
   * over the same batch; with `disposed` after `close()`.
   */
  embed(image: EmbedderInput, options: EmbedOptions): Promise<Embedding>;

  /**
   * The vectors (L2 norm 1) of texts, in their order. They can be compared with those
   * of pictures. A text that is longer than the model reads is cut. A text gets the
   * same vector alone and among others. A classifier without a text model reads the
   * words of its labels and ignores other words. The first call loads the text model.
   *
   * Rejects as `embed` does; with `unsupported` when the model can't read, or knows no
   * word of a text (`details.words` then lists near words); and with the error of
   * `ResolvedModel.file` when its files are missing or wrong.
   */
  embedTexts(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;

  /**
   * Rejects what this embedder waits for with `disposed`. Resolves when no thread works
   * for it. Threads that nobody else uses end in the background. A second call does
   * nothing.
   */
  close(): Promise<void>;
}
