import type { Dtype } from "../api/options.js";
import { type PlainError, RevimgError, toPlainError } from "../lib/errors.js";
import { geometryOf, scalingOf } from "../model-files/manifest-input.js";
import type { ModelManifest } from "../model-files/model-manifest.js";
import { outputShape, pooled } from "./pooling.js";
import { type InputShape, type ModelPicture, writeModelInput } from "./preprocess.js";
import { type FloatType, requireTensor, type Session, type TensorInfo } from "./session.js";
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
  readonly #shape: InputShape;
  readonly #inputType: FloatType;
  #input = new Float32Array();

  /** Throws `model_corrupt` when the file is not what the manifest describes. `labels` are a classifier's. */
  constructor(
    session: Session,
    manifest: ModelManifest,
    dtype: Dtype,
    labels: readonly ModelLabel[] = [],
  ) {
    const { id, image, dimension, tags } = manifest;
    const geometry = geometryOf(image.input);
    const types = ["float32", "float16"];
    const input = requireTensor(id, session, "inputs", {
      name: image.input.tensor,
      types,
      shape: [null, 3, geometry.height, geometry.width],
    });
    requireTensor(id, session, "outputs", {
      name: image.output.tensor,
      types,
      shape: outputShape(image.output, dimension),
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
    this.#shape = { geometry, ...scalingOf(image.input) };
    this.#inputType = input.type as FloatType;
  }

  /** Embeds one batch: an outcome for each picture, in their order. */
  async embed(images: readonly ModelPicture[]): Promise<Outcome<Embedding>[]> {
    if (!this.#oneByOne) return this.#run(images);
    const outcomes: Outcome<Embedding>[] = [];
    for (const image of images) outcomes.push(...(await this.#run([image])));
    return outcomes;
  }

  async #run(images: readonly ModelPicture[]): Promise<Outcome<Embedding>[]> {
    const { id, image, dimension, tags } = this.#manifest;
    const classifier = tags?.kind === "classifier" ? tags : undefined;
    const names = [image.output.tensor, ...(classifier ? [classifier.tensor] : [])];
    const { width, height } = this.#shape.geometry;
    const shape = [images.length, 3, height, width];
    const feed = { type: this.#inputType, data: this.#inputOf(images), shape };
    const [values, logits] = await this.#session.run(image.input.tensor, feed, names);
    const vectors = pooled(values!, image.output, images.length, dimension);
    if (!vectors) throw wrongLength(id, values!.length, images.length * dimension);
    if (logits) requireLength(id, logits, images.length * this.#labels.length);
    return images.map((_, index) => {
      const vector = normalized(vectors.subarray(index * dimension, (index + 1) * dimension));
      if (vector === null) return unusable(id, "this picture");
      if (!classifier || !logits) return { value: { vector, tags: [] } };
      const row = logits.subarray(index * this.#labels.length, (index + 1) * this.#labels.length);
      if (!row.every(Number.isFinite)) return unusable(id, "this picture");
      return { value: { vector, tags: tagsOf(row, this.#labels, classifier.minConfidence) } };
    });
  }

  /** The buffer is kept: a batch of CLIP takes 5 MB. */
  #inputOf(images: readonly ModelPicture[]): Float32Array {
    const { width, height } = this.#shape.geometry;
    const length = 3 * width * height;
    if (this.#input.length < images.length * length) {
      this.#input = new Float32Array(images.length * length);
    }
    images.forEach((image, index) => {
      writeModelInput(
        image,
        this.#shape,
        this.#input.subarray(index * length, (index + 1) * length),
      );
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
  if (values.length !== length) throw wrongLength(id, values.length, length);
}

function wrongLength(id: string, found: number, expected: number): RevimgError {
  return new RevimgError(
    "model_corrupt",
    `The model ${id} gave ${found} values, but its manifest says ${expected}. Correct the manifest, or use the file it was written for.`,
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
