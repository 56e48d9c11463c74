import { setImmediate } from "node:timers/promises";
import { type ModelLabel, type ModelTag, tagsOf } from "../inference/tags.js";

interface LabelSetOptions {
  labels: readonly ModelLabel[];
  /** Label embeddings of L2 norm 1. Shape [labels, dimension], row by row. */
  matrix: Float32Array;
  dimension: number;
  /** Cosines are multiplied by this. */
  logitScale: number;
  /** Added to each product; with it, probabilities are sigmoids instead of a softmax. */
  logitBias?: number | undefined;
  minConfidence: number;
}

/** Words with their embeddings. Finds the tags of pictures. */
export class LabelSet {
  readonly #options: LabelSetOptions;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: LabelSetOptions) {
    this.#options = options;
  }

  /**
   * The tags of a picture with this vector (L2 norm 1). This takes about 2 ms for 3,700
   * words of 512 dimensions, against about 100 for embedding the picture, so it needs
   * no thread of its own. Each call takes its own turn of the event loop, however many
   * pictures a batch has.
   */
  async tagsOf(vector: Float32Array): Promise<ModelTag[]> {
    const turn = this.#turn.then(() => setImmediate());
    this.#turn = turn;
    await turn;
    const { labels, minConfidence, logitBias } = this.#options;
    const logits = this.#logitsOf(vector);
    if (logitBias === undefined) return tagsOf(logits, labels, minConfidence);
    const biased = logits.map((logit) => logit + logitBias);
    return tagsOf(biased, labels, minConfidence, "sigmoid");
  }

  #logitsOf(vector: Float32Array): Float32Array {
    const { labels, matrix, dimension, logitScale } = this.#options;
    const logits = new Float32Array(labels.length);
    // Four rows at a time. That halves the reads of the vector's values: 1.3 ms instead of 2.7.
    const inFours = labels.length - (labels.length % 4);
    for (let row = 0; row < inFours; row += 4) {
      const start = row * dimension;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let i = 0; i < dimension; i++) {
        const value = vector[i]!;
        const at = start + i;
        a += matrix[at]! * value;
        b += matrix[at + dimension]! * value;
        c += matrix[at + 2 * dimension]! * value;
        d += matrix[at + 3 * dimension]! * value;
      }
      logits[row] = a * logitScale;
      logits[row + 1] = b * logitScale;
      logits[row + 2] = c * logitScale;
      logits[row + 3] = d * logitScale;
    }
    for (let row = inFours; row < labels.length; row++) {
      let sum = 0;
      for (let i = 0; i < dimension; i++) sum += matrix[row * dimension + i]! * vector[i]!;
      logits[row] = sum * logitScale;
    }
    return logits;
  }
}
