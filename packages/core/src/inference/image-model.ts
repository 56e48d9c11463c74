import type { Dtype } from "../api/options.js";
import { type PlainError, RevimgError, toPlainError } from "../lib/errors.js";
import type { ModelManifest } from "../model-files/model-manifest.js";
import type { RgbPart, RgbPixels } from "../pictures/resize/resize-plan.js";
import { writeModelInput } from "./preprocess.js";
import { requireTensor, type Session, type TensorInfo } from "./session.js";
import { type ModelLabel, type ModelTag, tagsOf } from "./tags.js";
import { normalized } from "./vectors.js";

/** What the model says about one picture. */
export interface Embedding {
  /** Shape [dimension], L2 norm 1. */
  vector: Float32Array;
  /** At most 8, best first; none where the model has no classifier. */
  tags: ModelTag[];
}

/** One answer of a batch. A bad one does not spoil the others. */
export type Outcome<T> = { value: T } | { error: PlainError };

/** The half of a model that embeds pictures. */
export class ImageModel {
  readonly #session: Session;
  readonly #manifest: ModelManifest;
  readonly #labels: readonly ModelLabel[];
  readonly #oneByOne: boolean;
  #input = new Float32Array();

  /** Throws `model_corrupt` when the file is not what the manifest describes. `labels` are a classifier's. */
  constructor(
    session: Session,
    manifest: ModelManifest,
    dtype: Dtype,
    labels: readonly ModelLabel[] = [],
  ) {
    const { id, image, dimension, tags } = manifest;
    const { tensor, size } = image.input;
    const input = requireTensor(id, session, "inputs", {
      name: tensor,
      types: ["float32"],
      shape: [null, 3, size, size],
    });
    const types = ["float32", "float16"];
    requireTensor(id, session, "outputs", {
      name: image.output.tensor,
      types,
      shape: [null, dimension],
    });
    if (tags?.kind === "classifier") {
      requireTensor(id, session, "outputs", {
        name: tags.tensor,
        types,
        shape: [null, labels.length],
      });
    }
    this.#session = session;
    this.#manifest = manifest;
    this.#labels = labels;
    this.#oneByOne = mustRunOneByOne(input, dtype);
  }

  /** Embeds one batch: an outcome for each picture, in their order. */
  async embed(images: readonly (RgbPixels | RgbPart)[]): Promise<Outcome<Embedding>[]> {
    if (!this.#oneByOne) return this.#run(images);
    const outcomes: Outcome<Embedding>[] = [];
    for (const image of images) outcomes.push(...(await this.#run([image])));
    return outcomes;
  }

  async #run(images: readonly (RgbPixels | RgbPart)[]): Promise<Outcome<Embedding>[]> {
    const { id, image, dimension, tags } = this.#manifest;
    const classifier = tags?.kind === "classifier" ? tags : undefined;
    const names = [image.output.tensor, ...(classifier ? [classifier.tensor] : [])];
    const { size } = image.input;
    const shape = [images.length, 3, size, size];
    const feed = { type: "float32", data: this.#inputOf(images), shape } as const;
    const [vectors, logits] = await this.#session.run(image.input.tensor, feed, names);
    requireLength(id, vectors!, images.length * dimension);
    if (logits) requireLength(id, logits, images.length * this.#labels.length);
    return images.map((_, index) => {
      const vector = normalized(vectors!.subarray(index * dimension, (index + 1) * dimension));
      if (vector === null) return unusable(id, "this picture");
      if (!classifier || !logits) return { value: { vector, tags: [] } };
      const row = logits.subarray(index * this.#labels.length, (index + 1) * this.#labels.length);
      if (!row.every(Number.isFinite)) return unusable(id, "this picture");
      return { value: { vector, tags: tagsOf(row, this.#labels, classifier.minConfidence) } };
    });
  }

  /** The buffer is kept: a batch of CLIP takes 5 MB. */
  #inputOf(images: readonly (RgbPixels | RgbPart)[]): Float32Array {
    const shape = this.#manifest.image.input;
    const length = 3 * shape.size * shape.size;
    if (this.#input.length < images.length * length) {
      this.#input = new Float32Array(images.length * length);
    }
    images.forEach((image, index) => {
      writeModelInput(image, shape, this.#input.subarray(index * length, (index + 1) * length));
    });
    return this.#input.subarray(0, images.length * length);
  }
}

/**
 * Whether items can't share an inference. Either the file takes only one, or its
 * numbers are scaled by the largest in the batch (dynamic int8), and a vector would
 * depend on the others.
 */
export function mustRunOneByOne({ shape }: TensorInfo, dtype: Dtype): boolean {
  return shape[0] === 1 || dtype === "int8";
}

/** Throws `model_corrupt` when an output has another length than its manifest says. */
export function requireLength(id: string, values: Float32Array, length: number): void {
  if (values.length === length) return;
  throw new RevimgError(
    "model_corrupt",
    `The model ${id} gave ${values.length} values, but its manifest says ${length}. Correct the manifest, or use the file it was written for.`,
    { details: { model: id } },
  );
}

/** The outcome for a vector without direction: values that are not finite, or all 0. */
export function unusable(id: string, what: string): { error: PlainError } {
  const error = new RevimgError(
    "model_corrupt",
    `The model ${id} gave no usable embedding for ${what}: its values are not finite, or all 0.`,
    { details: { model: id } },
  );
  return { error: toPlainError(error, "model_corrupt") };
}
