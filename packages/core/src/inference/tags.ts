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
 * Turns a classifier's logits into tags. The probability of each class (softmax) goes
 * to its name and to each of its hypernyms. A hypernym gets the sum of its classes: a
 * dog between two known breeds is surely a "dog", though neither breed is sure. Returns
 * tags from `minConfidence` on, at most 8, best first.
 */
export function tagsOf(
  logits: Float32Array,
  labels: readonly ModelLabel[],
  minConfidence: number,
): ModelTag[] {
  const highest = logits.reduce((a, b) => Math.max(a, b));
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);

  const confidences = new Map<string, number>();
  labels.forEach(({ name, hypernyms }, index) => {
    const probability = powers[index]! / total;
    for (const tag of [name, ...hypernyms]) {
      confidences.set(tag, (confidences.get(tag) ?? 0) + probability);
    }
  });
  return [...confidences]
    .filter(([, confidence]) => confidence >= minConfidence)
    .map(([tag, confidence]) => ({ tag, confidence: Math.min(1, confidence) }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, maxTags);
}
