/** One output of a model's classifier; its place in the list is its place in the output. */
export interface ModelLabel {
  /** Lower-case display name. */
  name: string;
  /** Other names of the same thing. They are read in texts, and are never given as tags. */
  synonyms?: string[];
  /** Wider words for the same thing, nearest first. */
  hypernyms: string[];
}

/** A tag that the model gives to a picture. */
export interface ModelTag {
  /** Lower-case words. */
  tag: string;
  /** The model's probability that the tag is right, in (0, 1]. */
  confidence: number;
}

/** Most tags of one picture. */
const maxTags = 8;

/**
 * Turns a classifier's logits into tags. The probability of each class goes to its name
 * and to each of its hypernyms. Returns tags from `minConfidence` on, at most 8, best
 * first.
 *
 * `softmax`: one class is right. A hypernym gets the sum of its classes: a dog between
 * two known breeds is surely a "dog", though neither breed is sure. `sigmoid`: each
 * class stands for itself, and several may be right. A hypernym gets the largest of its
 * classes.
 */
export function tagsOf(
  logits: Float32Array,
  labels: readonly ModelLabel[],
  minConfidence: number,
  activation: "softmax" | "sigmoid" = "softmax",
): ModelTag[] {
  const isSoftmax = activation === "softmax";
  const probabilities = isSoftmax ? softmax(logits) : Array.from(logits, sigmoid);
  const together = isSoftmax ? (a: number, b: number) => a + b : Math.max;
  const confidences = new Map<string, number>();
  labels.forEach(({ name, hypernyms }, index) => {
    for (const tag of [name, ...hypernyms]) {
      confidences.set(tag, together(confidences.get(tag) ?? 0, probabilities[index]!));
    }
  });
  return [...confidences]
    .filter(([, confidence]) => confidence >= minConfidence)
    .map(([tag, confidence]) => ({ tag, confidence: Math.min(1, confidence) }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, maxTags);
}

function softmax(logits: Float32Array): number[] {
  const highest = logits.reduce((a, b) => Math.max(a, b));
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
