import { areNested, type Evidence } from "./evidence.js";
import type { Lexicon } from "./lexicon.js";

/**
 * From this part of the wider word's share on, a narrower word says what the results
 * have in common.
 */
const agreeingPart = 0.6;

type Foldable = Pick<Evidence, "concept" | "people" | "share"> & {
  /** Standard deviations above the collection. */
  lift: number;
};

/**
 * Keeps one of a wider and a narrower word. "golden retriever" replaces "dog" when most
 * of the dogs are golden retrievers; when breeds differ, "dog" replaces them. A
 * person's narrow word does not give way to a wide word of the model. No word gives way
 * to one that the whole collection has, because that one says nothing. Each candidate
 * has a concept of its own.
 */
export function foldHypernyms<T extends Foldable>(candidates: readonly T[], lexicon: Lexicon): T[] {
  const byConcept = new Map(candidates.map((candidate) => [candidate.concept, candidate]));
  const narrowerThan = new Map<T, T[]>();
  for (const narrow of candidates) {
    for (const concept of lexicon.widerThan(narrow.concept)) {
      const wide = byConcept.get(concept);
      if (!wide || !areNested(narrow, wide)) continue;
      const others = narrowerThan.get(wide);
      if (others) others.push(narrow);
      else narrowerThan.set(wide, [narrow]);
    }
  }
  const dropped = new Set<T>();
  for (const [wide, narrower] of narrowerThan) {
    const least = agreeingPart * wide.share - 1e-9;
    if (narrower.some(({ share }) => share >= least)) dropped.add(wide);
    else if (wide.lift > 0) {
      for (const narrow of narrower) {
        if (wide.people.size > 0 || narrow.people.size === 0) dropped.add(narrow);
      }
    }
  }
  return candidates.filter((candidate) => !dropped.has(candidate));
}
