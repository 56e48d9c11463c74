import { RevimgError, toPlainError } from "../lib/errors.js";
import type { ModelManifest } from "../model-files/model-manifest.js";
import { ClassWords } from "./class-words.js";
import { floatsFromHalves } from "./half-floats.js";
import type { Outcome } from "./image-model.js";
import type { ModelLabel } from "./tags.js";
import { normalized } from "./vectors.js";

/** Embeds texts, in one way or another. */
export interface TextReader {
  /** An outcome for each text, in their order. */
  embed(texts: readonly string[]): Promise<Outcome<Float32Array>[]>;
}

/**
 * Reads with a classifier's labels. A word becomes the mean direction of the classes
 * that it names: the classifier would give one of them to a picture near it. A text
 * with several such words becomes their mean. Other words are not understood.
 */
export class WordReader implements TextReader {
  readonly #id: string;
  readonly #dimension: number;
  readonly #words: ClassWords;
  /** L2 norm 1 each. Shape [labels, dimension], row by row. */
  readonly #prototypes: Float32Array;
  readonly #labelCount: number;

  /**
   * @param bytes the file that `ClassifierTags.prototypes` describes
   * @throws `model_corrupt` when its length is not what labels and dimension make
   */
  constructor(
    { id, dimension }: ModelManifest,
    labels: readonly ModelLabel[],
    bytes: Uint8Array<ArrayBufferLike>,
  ) {
    const count = labels.length * dimension;
    if (bytes.length !== count * Uint16Array.BYTES_PER_ELEMENT) {
      throw new RevimgError(
        "model_corrupt",
        `The prototypes of the model ${id} have ${bytes.length} bytes; ${labels.length} labels of ${dimension} dimensions take ${count * Uint16Array.BYTES_PER_ELEMENT}.`,
        { details: { model: id } },
      );
    }
    this.#id = id;
    this.#dimension = dimension;
    this.#labelCount = labels.length;
    this.#words = new ClassWords(labels);
    // A copy, because a buffer of Node may begin at an odd address.
    this.#prototypes = floatsFromHalves(new Uint16Array(new Uint8Array(bytes).buffer));
  }

  async embed(texts: readonly string[]): Promise<Outcome<Float32Array>[]> {
    return texts.map((text) => this.#embed(text));
  }

  #embed(text: string): Outcome<Float32Array> {
    const { classes, unknown } = this.#words.find(text);
    const words = classes.map((places) =>
      this.#mean(places.map((place) => this.#prototype(place))),
    );
    const vector = words.length > 0 ? normalized(this.#mean(words)) : null;
    return vector ? { value: vector } : this.#refusal(unknown);
  }

  #prototype(place: number): Float32Array {
    return this.#prototypes.subarray(place * this.#dimension, (place + 1) * this.#dimension);
  }

  /** The mean of vectors that count equally, whatever their length. */
  #mean(vectors: readonly Float32Array[]): Float32Array {
    const sum = new Float32Array(this.#dimension);
    for (const vector of vectors) {
      const norm = Math.hypot(...vector) || 1;
      vector.forEach((value, index) => {
        sum[index]! += value / norm;
      });
    }
    return sum;
  }

  #refusal(unknown: readonly string[]): Outcome<Float32Array> {
    const near = this.#words.near(unknown);
    const error = new RevimgError(
      "unsupported",
      `The model ${this.#id} reads only words for the ${this.#labelCount} kinds of things it knows. The text has no such word. Known words are, for example: ${near.join(", ")}. Use such a word, search with a picture, or make the index with a model that reads any text, such as clip-vit-b32.`,
      { details: { model: this.#id, words: near } },
    );
    return { error: toPlainError(error, "unsupported") };
  }
}
